"""A question that names an article is answered by that article, whole, or told that there is none."""

import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answer.answerer import Answerer
from bot.domain import Answer, Outcome
from bot.messages import say
from index.document import Corpus, Document, Passage
from index.text import fold

ON = date(2026, 11, 20)
SCREEN = 1_200

Articles = dict[tuple[str, str], list[Passage]]


@pytest.fixture(scope="module")
def articles(shipped_corpus: Corpus) -> Articles:
    """Return the passages of every article of every law that is held, as of ON."""
    found: Articles = defaultdict(list)
    for passage in shipped_corpus.passages:
        citation = passage.citation
        if citation.article and shipped_corpus.documents[citation.document].normative and passage.validity.on(ON):
            found[citation.document, citation.article].append(passage)
    return found


def named(document: Document) -> str:
    """Return what a person calls a law: its number, or where that is a mouthful the short name."""
    return document.number if len(document.number) < 20 else document.short.lower().replace("số ", "").split("/")[0]


def together(text: str) -> str:
    return " ".join(text.split())


def places(answer: Answer) -> list[tuple[str, str]]:
    return list(dict.fromkeys((s.document, s.locator.partition(" khoản")[0]) for s in answer.sources))


def test_every_article_of_every_law_is_answered_by_itself(
    articles: Articles, shipped_corpus: Corpus, sure: Answerer
) -> None:
    wrong = []
    for (name, article), passages in articles.items():
        asked = f"Điều {article} {named(shipped_corpus.documents[name])}"
        answer = sure.answer(asked, on=ON)
        if places(answer) != [(name, f"Điều {article}")] or len(answer.sources) != len(passages):
            wrong.append((asked, places(answer)))
    assert wrong == []
    assert len({name for name, _ in articles}) >= 19


def test_nothing_of_an_article_is_lost_and_the_first_screen_fits(
    articles: Articles, shipped_corpus: Corpus, sure: Answerer
) -> None:
    wrong = []
    for (name, article), passages in articles.items():
        answer = sure.answer(f"Điều {article} {named(shipped_corpus.documents[name])}", on=ON)
        told = together(f"{answer.text}\n{answer.more}")
        lost = [p.citation.locator for p in passages if together(p.text)[-60:] not in told]
        if lost or len(answer.text) > SCREEN:
            wrong.append((name, article, lost, len(answer.text)))
    assert wrong == []


def test_every_clause_is_answered_alone(articles: Articles, shipped_corpus: Corpus, sure: Answerer) -> None:
    wrong = []
    for (name, article), passages in list(articles.items())[::5]:
        for clause in dict.fromkeys(p.citation.clause for p in passages if p.citation.clause):
            asked = f"khoản {clause} Điều {article} {named(shipped_corpus.documents[name])}"
            answer = sure.answer(asked, on=ON)
            if [s.quote for s in answer.sources] != [p.text for p in passages if p.citation.clause == clause]:
                wrong.append(asked)
    assert wrong == []


def test_articles_are_named_without_marks_as_well(articles: Articles, shipped_corpus: Corpus, sure: Answerer) -> None:
    for name, article in list(articles)[::13]:
        asked = f"Điều {article} {named(shipped_corpus.documents[name])}"
        spelt = sure.answer(asked, on=ON)
        for typed in (fold(asked), unicodedata.normalize("NFD", asked), asked.upper()):
            assert sure.answer(typed, on=ON).text == spelt.text, typed


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("Điều 95 Luật Thực hiện dân chủ ở cơ sở", ("luat-10-2022-qh15", "95")),
        ("điều 95", ("luat-10-2022-qh15", "95")),
        ("Điều 37 Luật Tiếp công dân", ("luat-42-2013-qh13", "37")),
        ("Điều 71 luật khiếu nại nói gì", ("luat-02-2011-qh13", "71")),
        ("điều 32 nghị định 59", ("nghi-dinh-59-2023-nd-cp", "32")),
        ("Luật Thanh niên Điều 42", ("luat-57-2020-qh14", "42")),
    ],
)
def test_an_article_beyond_the_last_is_told_with_how_many_there_are(
    asked: str, told: tuple[str, str], shipped_corpus: Corpus, sure: Answerer
) -> None:
    answer, law = sure.answer(asked, on=ON), shipped_corpus.documents[told[0]]
    assert answer.outcome is Outcome.NOT_FOUND
    assert answer.text == say("refusal.no_such_article", document=law.title, count=law.articles, article=told[1])
    assert answer.sources == ()


@pytest.mark.parametrize(
    ("asked", "law", "article"),
    [
        ("Điều 3 Nghị định 145/2020/NĐ-CP", "nghi-dinh-145-2020-nd-cp", "3"),
        ("Luật Thanh niên điều 2", "luat-57-2020-qh14", "2"),
        ("điều 1 luật trợ giúp pháp lý", "luat-11-2017-qh14", "1"),
    ],
)
def test_an_article_that_was_not_chosen_is_not_said_to_be_missing_from_the_law(
    asked: str, law: str, article: str, shipped_corpus: Corpus, sure: Answerer
) -> None:
    answer = sure.answer(asked, on=ON)
    title = shipped_corpus.documents[law].title
    assert answer.outcome is Outcome.NOT_FOUND
    assert answer.text == say("refusal.article_not_chosen", document=title, article=article)


def test_a_clause_beyond_the_last_is_told(articles: Articles, shipped_corpus: Corpus, sure: Answerer) -> None:
    for name, article in list(articles)[::29]:
        answer = sure.answer(f"Điều {article} khoản 77 {named(shipped_corpus.documents[name])}", on=ON)
        assert answer.outcome is Outcome.NOT_FOUND
        assert answer.text == say("refusal.no_such_clause", article=article, clause="77")


@pytest.mark.parametrize("asked", ["Điều 13 quy định gì", "điều 13", "theo dieu 13 thi sao", "Đ.13 nói gì"])
def test_an_article_of_no_named_law_is_of_the_law_on_grassroots_democracy(asked: str, sure: Answerer) -> None:
    assert places(sure.answer(asked, on=ON)) == [("luat-10-2022-qh15", "Điều 13")]


@pytest.mark.parametrize(
    "asked", ["Điều 13 Nghị định 64/2014/NĐ-CP", "điều 4 luật ngân sách", "Điều 2 Chỉ thị 18-CT/TW", "điều 3 QĐ 217"]
)
def test_an_article_of_a_document_known_by_name_is_not_made_up(asked: str, sure: Answerer) -> None:
    answer = sure.answer(asked, on=ON)
    assert answer.outcome is Outcome.NOT_FOUND
    assert "không có toàn văn" in answer.text


@pytest.mark.parametrize(
    ("kind", "symbol"),
    [
        ("Nghị định", "9999/2030/NĐ-CP"),
        ("Nghị định", "7/2031/NĐ-CP"),
        ("Thông tư", "5/2031/TT-BNV"),
        ("", "8/2031/QH17"),
    ],
)
@pytest.mark.parametrize("article", ["2", "13"])
def test_an_article_of_a_document_that_nobody_knows_is_not_that_of_another_law(
    article: str, kind: str, symbol: str, sure: Answerer
) -> None:
    answer = sure.answer(f"Điều {article} {kind} {symbol}", on=ON)
    assert answer.outcome is Outcome.NOT_FOUND
    assert answer.text == say("refusal.unknown_document", symbol=symbol, contact=say("refusal.contact"))
    assert answer.sources == ()


@pytest.mark.parametrize(("number", "plan"), [("150-KH/ĐU", "thuy-hung-2024"), ("48/KH-UBND", "nhon-hau-2024")])
def test_an_article_of_a_plan_is_not_that_of_the_law(
    number: str, plan: str, shipped_corpus: Corpus, sure: Answerer
) -> None:
    answer, short = sure.answer(f"Điều 2 Kế hoạch {number}", on=ON), shipped_corpus.documents[plan].short
    assert answer.outcome is Outcome.NOT_FOUND
    assert answer.text == say("refusal.no_articles", document=short, article="2")
    assert answer.sources == ()


@pytest.mark.parametrize("asked", ["điều kiện để họp thôn", "nhiều điều muốn hỏi về họp thôn", "điều tra dân số"])
def test_the_word_alone_names_no_article(asked: str, sure: Answerer) -> None:
    assert "không có Điều" not in sure.answer(asked, on=ON).text


def test_the_article_of_the_turn_before_is_not_taken_along(sure: Answerer) -> None:
    history: Sequence[str] = ("Điều 13 Luật Tiếp công dân",)
    answer = sure.answer("Điều 14 Luật Khiếu nại nói gì", history, on=ON)
    assert places(answer) == [("luat-02-2011-qh13", "Điều 14")]


@settings(deadline=None, max_examples=60)
@given(article=st.integers(0, 999), clause=st.integers(0, 99))
def test_any_number_is_an_article_that_is_there_or_told_as_missing(sure: Answerer, article: int, clause: int) -> None:
    answer = sure.answer(f"Điều {article} khoản {clause} Luật Tiếp công dân", on=ON)
    assert len(answer.text) <= SCREEN
    if answer.outcome is Outcome.ANSWERED:
        wanted = f"Điều {article} khoản {clause}"
        assert [(s.document, s.locator) for s in answer.sources] == [("luat-42-2013-qh13", wanted)] * len(
            answer.sources
        )
    else:
        assert answer.outcome is Outcome.NOT_FOUND
        assert f"Điều {article}" in answer.text
        assert answer.sources == ()
