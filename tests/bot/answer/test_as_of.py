"""The wording of the day that is asked about, for every clause of the shipped digests that has changed."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answer.answerer import Answerer
from bot.answer.cite import changes, opening
from bot.answer.cite import day as printed
from bot.domain import Answer, Outcome
from bot.messages import say
from index.document import Citation, Corpus, Document, Kind, Passage, TextKind, Validity
from index.in_force import InForce
from index.search import Index

OLD, NEW = date(2026, 6, 30), date(2026, 11, 20)
NAMED = "ngày 30/6/2026"  # asked on NEW, it is OLD that counts
LATER = "Từ 01/7/2026 quy định này đã thay đổi theo"


@dataclass(frozen=True)
class Place:
    """An article, or one clause of it, with all its wordings."""

    document: Document
    article: str
    clause: str
    wordings: tuple[Passage, ...]

    @property
    def question(self) -> str:
        """Return what names the place and nothing else."""
        law = self.document.title if self.document.kind is Kind.LAW else self.document.short
        return " ".join((f"Điều {self.article}", *([f"khoản {self.clause}"] if self.clause else []), law))

    def on(self, day: date) -> list[Passage]:
        """Return the wordings of a day."""
        return [passage for passage in self.wordings if passage.validity.on(day)]


@pytest.fixture(scope="module")
def marked(shipped_corpus: Corpus) -> list[Place]:
    """Return every clause, and every article without clauses, that was changed, added or repealed."""
    articles: dict[tuple[str, str], list[Passage]] = defaultdict(list)
    for passage in shipped_corpus.passages:
        citation = passage.citation
        if citation.article and shipped_corpus.documents[citation.document].normative:
            articles[citation.document, citation.article].append(passage)
    places = []
    for (name, article), passages in articles.items():
        for clause in dict.fromkeys(p.citation.clause for p in passages if p.validity != Validity()):
            own = tuple(p for p in passages if not clause or p.citation.clause == clause)
            places.append(Place(shipped_corpus.documents[name], article, clause, own))
    return places


@pytest.fixture(scope="module")
def changed(marked: list[Place]) -> list[Place]:
    """Return the places that had one wording on OLD and have another on NEW."""
    return [p for p in marked if p.on(OLD) and p.on(NEW) and p.on(OLD) != p.on(NEW)]


@pytest.fixture(scope="module")
def repealed(marked: list[Place]) -> list[Place]:
    """Return the places that were repealed with nothing in their stead, of articles that live on as well."""
    return [place for place in marked if all(wording.validity.repealed for wording in place.wordings)]


def quotes(answer: Answer) -> list[str]:
    return [source.quote for source in answer.sources]


def texts(passages: Iterable[Passage]) -> list[str]:
    return [passage.text for passage in passages]


def test_there_are_changes_to_speak_of(changed: list[Place], repealed: list[Place]) -> None:
    assert len(changed) >= 90
    assert {place.document.id for place in changed} >= {
        "luat-42-2013-qh13", "luat-02-2011-qh13", "luat-25-2018-qh14", "nghi-dinh-124-2020-nd-cp",
        "nghi-dinh-31-2019-nd-cp",
    }  # fmt: skip
    assert len({(place.document.id, place.article) for place in repealed}) >= 9
    assert {(p.document.id, p.article, p.clause) for p in repealed} >= {
        ("luat-02-2011-qh13", "6", "8"), ("luat-25-2018-qh14", "13", "2"),
    }  # fmt: skip


@pytest.mark.parametrize("day", [OLD, NEW])
def test_a_changed_clause_is_answered_by_the_wording_of_the_day(
    day: date, changed: list[Place], sure: Answerer
) -> None:
    answers = {place.question: (sure.answer(place.question, on=day), texts(place.on(day))) for place in changed}
    assert {asked: quotes(answer) for asked, (answer, wanted) in answers.items() if quotes(answer) != wanted} == {}
    assert all(answer.outcome is Outcome.ANSWERED for answer, _ in answers.values())


def test_since_when_a_wording_is_law_is_said_with_what_was_before(changed: list[Place], sure: Answerer) -> None:
    missing = []
    for place in changed:
        text = sure.answer(place.question, on=NEW).text
        for validity in {p.validity for p in place.on(NEW) if p.validity.since}:
            since = f"Áp dụng từ {printed(validity.since or NEW)} theo {validity.by} (trước đó: {validity.before})."
            if (since in text) != bool(validity.before):
                missing.append(place.question)
    assert missing == []


def test_a_case_begun_before_the_change_is_told_which_law_it_follows(changed: list[Place], sure: Answerer) -> None:
    """Only where the amending decree has a transitional article, and then in its terms."""
    wrong = []
    for place in changed:
        if any(p.validity.before for p in place.on(NEW)):
            words = place.document.transition
            text = sure.answer(place.question, on=NEW).text
            if words not in text or (not words and "thụ lý trước 01/7/2026" in text):
                wrong.append(place.question)
    assert wrong == []
    assert {place.document.id for place in changed if place.document.transition} >= {
        "luat-02-2011-qh13",
        "luat-25-2018-qh14",
    }


def test_the_law_of_the_day_itself_is_told_without_any_history(changed: list[Place], sure: Answerer) -> None:
    heard = ("áp dụng đến hết", "Áp dụng từ 01/7/2026", "đã thay đổi theo", "bãi bỏ từ")
    spoken = [(place.question, sure.answer(place.question, on=OLD).text) for place in changed]
    assert [asked for asked, text in spoken if any(words in text for words in heard)] == []


def test_a_day_named_in_the_question_brings_the_wording_of_that_day_and_says_that_it_is_gone(
    changed: list[Place], sure: Answerer
) -> None:
    wrong = []
    for place in changed:
        answer, old = sure.answer(f"{NAMED} {place.question} ghi gì", on=NEW), place.on(OLD)
        opens = answer.text.startswith(say("answer.old_wording", date="30/6/2026"))
        if quotes(answer) != texts(old) or not opens or LATER not in answer.text:
            wrong.append(place.question)
    assert wrong == []


def test_the_rule_before_the_change_is_asked_for_without_a_day(changed: list[Place], sure: Answerer) -> None:
    asked = {f"trước đây {place.question} ghi gì": texts(place.on(OLD)) for place in changed}
    assert {q: 0 for q, wanted in asked.items() if quotes(sure.answer(q, on=NEW)) != wanted} == {}


def test_an_article_of_which_some_clauses_changed_is_shown_as_of_one_day(
    changed: list[Place], shipped_index: Index, sure: Answerer
) -> None:
    for place in {(p.document.id, p.article): p for p in changed}.values():
        whole = replace(place, clause="")
        for asked, day in ((whole.question, OLD), (whole.question, NEW), (f"{NAMED} {whole.question} ghi gì", OLD)):
            answer = sure.answer(asked, on=NEW if NAMED in asked else day)
            wanted = [p.text for p in shipped_index.article(place.document.id, place.article) if p.validity.on(day)]
            assert quotes(answer) == wanted, asked
            assert (LATER in answer.text) == (NAMED in asked), asked


def test_a_repealed_rule_is_told_as_repealed_and_by_what(repealed: list[Place], sure: Answerer) -> None:
    for place in repealed:
        answer = sure.answer(place.question, on=NEW)
        gone = place.wordings[0].validity
        assert gone.until
        first = date.fromordinal(gone.until.toordinal() + 1)
        assert answer.outcome is Outcome.ANSWERED
        assert answer.text.startswith(say("answer.repealed", date=printed(first), by=gone.by)), place.question
        assert quotes(answer) == texts(place.wordings)


def test_a_repealed_rule_was_law_on_its_last_day(repealed: list[Place], sure: Answerer) -> None:
    for place in repealed:
        day = place.wordings[0].validity.until
        if day and day >= (place.document.effective or day):
            answer = sure.answer(place.question, on=day)
            assert "bãi bỏ từ" not in answer.text, place.question
            assert quotes(answer) == texts(place.wordings)


def test_an_article_that_was_not_there_yet_is_told_as_new(marked: list[Place], sure: Answerer) -> None:
    new = [place for place in marked if all(p.validity.fresh for p in place.wordings)]
    assert len(new) >= 15
    for place in new:
        for day in (OLD, NEW):
            answer = sure.answer(place.question, on=day)
            if answer.outcome is Outcome.ANSWERED:  # of an older article, the clause may simply not exist on that day
                assert say("answer.new_since", date="01/7/2026", by=place.wordings[0].validity.by) in answer.text
            else:
                assert day == OLD, place.question


@pytest.mark.parametrize("named", [False, True])
def test_a_law_that_is_not_in_force_on_the_day_is_told_as_not_yet_law(
    named: bool, shipped_corpus: Corpus, shipped_index: Index, sure: Answerer
) -> None:
    laws = [d for d in shipped_corpus.documents.values() if d.normative and d.text is TextKind.DIGEST and d.effective]
    assert len(laws) >= 19
    for law in laws:
        begins = law.effective or NEW
        article = shipped_index.of(law.id)[0].citation.article
        for eve in (begins - timedelta(days=1), begins):
            place, on = f"Điều {article} {law.title} {law.number}", NEW if named else eve
            asked = f"ngày {printed(eve)} {place} ghi gì" if named else place
            answer = sure.answer(asked, on=on)
            assert {source.document for source in answer.sources} == {law.id}, asked
            told = answer.text.startswith(say("answer.not_yet", date=printed(begins), day=printed(eve)))
            assert told == (eve < begins), asked


def test_no_clause_of_a_digest_has_two_wordings_on_one_day(shipped_corpus: Corpus) -> None:
    """A day is answered by one wording: a longer clause is cut into parts, but of the same mark."""
    for day in (OLD, NEW, date(2024, 1, 1)):
        seen: dict[Citation, set[Validity]] = defaultdict(set)
        for passage in shipped_corpus.passages:
            if passage.citation.article and passage.validity.on(day):
                seen[passage.citation].add(passage.validity)
        assert {str(citation) for citation, marks in seen.items() if len(marks) > 1} == set()


@pytest.mark.parametrize(
    "asked",
    [
        "chủ tịch xã tiếp dân mấy ngày một tháng",
        "rút đơn khiếu nại thế nào",
        "tố cáo chủ tịch xã thì ai giải quyết",
        "ủy quyền khiếu nại có phải công chứng không",
        "người bị tố cáo là đảng viên thì gửi đơn đâu",
    ],
)
@pytest.mark.parametrize("day", [date(2013, 6, 1), date(2019, 3, 1), OLD, NEW])
def test_a_search_as_of_a_day_finds_the_law_of_that_day_alone(day: date, asked: str, shipped_index: Index) -> None:
    hits = shipped_index.search(replace(shipped_index.query(asked), on=day), 30).hits
    documents = shipped_index.corpus.documents
    assert hits
    for hit in hits:
        document, validity = documents[hit.passage.citation.document], hit.passage.validity
        if "chuyển tiếp" in hit.passage.heading:  # speaks of cases begun before its law, but not of any time
            assert document.effective is None or document.effective - timedelta(days=3 * 365) <= day
            continue
        assert document.effective is None or document.effective <= day
        assert validity.repealed or validity.on(day), hit.passage.id
        assert validity.since is None or validity.since <= day


def test_other_wordings_of_a_clause_know_each_other(changed: list[Place], shipped_index: Index) -> None:
    for place in changed:
        old, new = place.on(OLD), place.on(NEW)
        for passage in new:
            others = shipped_index.other_wordings(passage)
            assert passage not in others
            assert {p.id for p in old if p.citation == passage.citation} <= {p.id for p in others}, passage.id


def test_siblings_are_of_the_same_day(changed: list[Place], shipped_index: Index) -> None:
    for place in changed:
        for day in (OLD, NEW):
            for passage in place.on(day):
                siblings = shipped_index.siblings(passage, day)
                assert passage in siblings
                assert all(sibling.validity.on(day) for sibling in siblings), passage.id


DAYS = st.dates(date(2010, 1, 1), date(2035, 12, 31))
LAW = Document("cau", Kind.LAW, "Luật Qua cầu", "Luật Qua cầu", TextKind.DIGEST, effective=date(2015, 1, 1))


def wording(validity: Validity) -> Passage:
    return Passage("cau#art_1", Citation("cau", "1"), ("Điều 1. Cầu",), "Cầu có đèn.", 0, 11, validity=validity)


@given(st.builds(Validity, since=DAYS | st.none(), until=DAYS | st.none()), DAYS)
def test_a_wording_answers_on_exactly_the_days_it_was_law(validity: Validity, day: date) -> None:
    answers = InForce.of([wording(validity)], {"cau": LAW}).on(day)
    assert answers.tolist() == [validity.on(day) and day >= date(2015, 1, 1)]


@given(DAYS, DAYS)
def test_a_repealed_rule_is_found_for_three_years_more_but_never_before_its_law(until: date, day: date) -> None:
    gone = wording(Validity(until=until, repealed=True))
    found = date(2015, 1, 1) <= day <= until + timedelta(days=3 * 365)
    assert InForce.of([gone], {"cau": LAW}).on(day).tolist() == [found]


@given(st.lists(st.builds(Validity, since=DAYS | st.none(), until=DAYS | st.none()), min_size=1), DAYS)
def test_an_answer_with_a_wording_that_is_past_opens_with_it(validities: list[Validity], day: date) -> None:
    passages = [wording(validity) for validity in validities]
    past = [validity.until for validity in validities if validity.until and validity.until < day]
    assert bool(opening(passages, day)) == bool(past)
    assert not past or printed(max(past)) in opening(passages, day)


def test_a_change_is_told_once_however_many_clauses_it_made() -> None:
    mark = Validity(since=date(2031, 7, 1), by="Điều 2 Luật số 5/2031/QH17", before="cầu không đèn")
    assert changes([wording(mark), wording(mark)], LAW) == [
        "Áp dụng từ 01/7/2031 theo Điều 2 Luật số 5/2031/QH17 (trước đó: cầu không đèn)."
    ]
    fresh = Validity(since=date(2031, 7, 1), by="Điều 3", fresh=True)
    assert changes([wording(fresh)], LAW) == ["Quy định mới, áp dụng từ 01/7/2031 theo Điều 3."]
    assert changes([wording(Validity()), wording(Validity(until=OLD))], LAW) == []
