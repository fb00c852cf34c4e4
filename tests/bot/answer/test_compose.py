"""Passages become an answer: their own words, cited and dated, the rest under "Xem thêm"."""

from datetime import date

import pytest

from bot.answer.compose import Asked, Composer
from bot.answer.context import understand
from bot.answer.guard import guard
from bot.answer.law_day import law_day
from bot.answer.places import Places
from bot.answer.talk import Phrases
from bot.domain import Answer, Outcome, Place
from index.document import Passage
from index.query import Results
from index.scope import Judgement
from index.search import Index

ON = date(2026, 11, 20)
CONTACT = "UBND xã"
LAW = "luat-10-2022-qh15"


class House:
    """A composer, and questions put to it over passages that the test chooses."""

    def __init__(self, index: Index, phrases: Phrases, places: Places) -> None:
        self.index = index
        self.phrases = phrases
        self.places = places
        self.composer = Composer(index, phrases)

    def asked(self, question: str, place: Place | None = None, on: date = ON) -> Asked:
        meant = understand(question, (), self.phrases, self.places)
        return Asked(meant, on, place, self.index.query(question).sectors, law_day(question, on))

    def compose(self, question: str, only: set[str], place: Place | None = None, on: date = ON) -> Answer:
        query = self.index.query(question)
        hits = self.index.find(type(query)(query.text, query.legal, only=frozenset(only))).hits
        results = Results(hits, Judgement(1.0, 0.0, 0.0, 0.0), {})
        return guard(self.composer.compose(self.asked(question, place, on), results), CONTACT)

    def whole(self, article: str, law: str = LAW) -> Answer:
        return guard(self.composer.whole(self.asked(f"Điều {article}"), self.index.article(law, article, ON)), CONTACT)

    def passages(self, document: str) -> list[Passage]:
        return [passage for passage in self.index.corpus.passages if passage.citation.document == document]


@pytest.fixture
def house(shipped_index: Index, phrases: Phrases, places: Places) -> House:
    return House(shipped_index, phrases, places)


def test_every_article_of_the_law_fits_the_screen_and_nothing_is_lost(house: House) -> None:
    for article in map(str, range(1, 92)):
        passages, answer = house.index.article(LAW, article), house.whole(article)
        assert len(answer.text) <= 1_200, article
        assert [source.quote for source in answer.sources] == [passage.text for passage in passages]
        told = " ".join(f"{answer.text} {answer.more}".split())
        for passage in passages:
            last = passage.text.split("\n")[-1]
            assert " ".join(last.split()[1:]) in told, (article, passage.id)


def test_every_article_is_cited_with_its_version(house: House) -> None:
    for article in ("1", "11", "90"):
        text = house.whole(article).text
        assert (
            f"Điều {article} Luật Thực hiện dân chủ ở cơ sở, số 10/2022/QH15 (tóm lược, chưa đối chiếu; bản gốc 2022"
            in text
        )


def test_a_list_says_how_long_it_is_and_that_there_is_more(house: House) -> None:
    answer = house.whole("11")
    assert "gồm 14 mục" in answer.text
    assert "Xem thêm" in answer.text
    assert "14. " in answer.more


@pytest.mark.parametrize(
    ("law", "article", "count"),
    [(LAW, "43", 2), ("nghi-dinh-59-2023-nd-cp", "3", 6), ("luat-02-2011-qh13", "12", 3)],
)
def test_the_clauses_of_a_list_are_counted_not_the_parts_that_they_are_stored_in(
    law: str, article: str, count: int, house: House
) -> None:
    assert len(house.index.article(law, article, ON)) > count
    assert f"gồm {count} mục" in house.whole(article, law).text


def test_the_first_item_of_a_list_is_its_first_clause(house: House) -> None:
    first = next(line for line in house.whole("11").text.splitlines() if line.startswith("1. "))
    assert "Kế hoạch phát triển kinh tế - xã hội" in first


def test_the_condition_above_a_list_is_shown(house: House) -> None:
    assert "trừ bí mật nhà nước" in house.whole("11").text


def test_what_may_have_changed_is_said(house: House) -> None:
    assert "Luật 97/2025/QH15" in house.whole("60").text.split("Lưu ý:")[1]


def test_a_digest_is_never_put_in_quotation_marks(house: House) -> None:
    question = "niêm yết thông tin ít nhất bao nhiêu ngày"
    answer = house.compose(question, {LAW})
    assert answer.outcome is Outcome.ANSWERED
    assert not any(source.quote[:40] in part for source in answer.sources for part in answer.text.split("“")[1:])


def test_an_answer_from_the_law_comes_from_one_article_and_names_it(house: House) -> None:
    answer = house.compose("niêm yết thông tin ở trụ sở ít nhất bao nhiêu ngày", {LAW})
    assert len({source.locator.split(" khoản")[0] for source in answer.sources}) == 1
    assert all(source.spoken.split()[-1] in answer.text for source in answer.sources)


def test_a_plan_is_quoted_in_its_own_words_between_marks(house: House) -> None:
    answer = house.compose("báo cáo kết quả định kỳ 6 tháng", {"nhon-hau-2024"})
    quoted = answer.text.split("“", 1)[1].rpartition("”")[0].removeprefix("… ").removesuffix(" …")
    assert len(quoted) > 40
    assert quoted in answer.sources[0].quote


def test_an_expired_plan_is_told_in_the_past_with_the_fate_of_its_issuer(house: House) -> None:
    text = house.compose("báo cáo kết quả định kỳ 6 tháng", {"minh-tam-2024"}).text
    assert text.startswith("Kế hoạch năm 2024 của xã Minh Tâm (nay đã hết thời hạn thực hiện) ghi:")
    assert "đã nhập vào xã Minh Đức, Đồng Nai, từ 01/7/2025" in text


def test_a_plan_in_force_is_told_in_the_present(house: House) -> None:
    text = house.compose("báo cáo kết quả định kỳ 6 tháng", {"minh-tam-2024"}, on=date(2024, 12, 31)).text
    assert text.startswith("Kế hoạch năm 2024 của xã Minh Tâm ghi:")
    assert "hết thời hạn" not in text and "Lưu ý" not in text


def test_a_predecessors_plan_is_not_the_askers_own(house: House) -> None:
    place = house.places.get("an-nhon")
    text = house.compose("báo cáo kết quả định kỳ 6 tháng", {"nhon-hau-2024"}, place).text
    assert text.startswith("Kho chưa có kế hoạch năm 2026 của phường An Nhơn.")
    assert "Kế hoạch năm 2024 của xã Nhơn Hậu cũ ghi:" in text


PLANS = {"nhon-hau-2024", "minh-tam-2024", "hon-quan-2024", "hong-linh-2023", "thuy-hung-2024"}


@pytest.mark.parametrize("plans", [{"nhon-hau-2024", "minh-tam-2024"}, PLANS - {"hon-quan-2024"}, PLANS])
def test_several_plans_are_each_named_or_the_person_is_asked(plans: set[str], house: House) -> None:
    answer = house.compose("tuyên truyền, quán triệt, công tác dân vận", plans)
    if answer.outcome is Outcome.CLARIFY:
        assert len(answer.choices) > 4
        assert set(answer.choices) <= {house.index.document(plan).short for plan in plans}
    else:
        named = {source.document for source in answer.sources}
        assert 1 <= len(named) <= 4
        assert all(house.index.document(plan).short in answer.text for plan in named)
    assert len(answer.text) <= 1_200


def test_the_own_plan_alone_speaks_when_the_place_is_known(house: House) -> None:
    place = house.places.get("minh-tam")
    answer = house.compose("tuyên truyền, quán triệt, công tác dân vận", {"minh-tam-2024"}, place)
    assert {source.document for source in answer.sources} == {"minh-tam-2024"}


def test_every_plan_passage_can_be_shown_on_a_phone(house: House) -> None:
    for plan in sorted(PLANS):
        for passage in house.passages(plan)[::4]:
            answer = house.compose(" ".join(passage.text.split()[:30]), {plan})
            assert len(answer.text) <= 1_200, passage.id
            assert answer.sources, passage.id
