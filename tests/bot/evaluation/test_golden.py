import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.answer.answerer import Answerer
from bot.domain import Answer, Outcome, Source
from bot.errors import BotError
from bot.evaluation import golden
from bot.evaluation.gold import has_facts, is_right
from bot.evaluation.golden import evaluate, measure, read_rows
from bot.evaluation.tables import table
from index.document import Citation, Hit, Passage
from index.ranking import Way
from index.search import Index
from index.text import fold
from tests.conftest import Danbiet

LAW, PLAN = "luat-10-2022-qh15", "nhon-hau-2024"


class FakeAnswers:
    """Answers from a dict by the question as asked; `asked` remembers with what."""

    def __init__(self, answers: dict[str, Answer]) -> None:
        self.answers = answers
        self.asked: list[tuple[str, tuple[str, ...], str, date]] = []

    def answer(self, question: str, history: Sequence[str] = (), place: str = "", *, on: date) -> Answer:
        self.asked.append((question, tuple(history), place, on))
        return self.answers.get(question, Answer(Outcome.NOT_FOUND, "không thấy"))


def row(id: str, expect: str = "answered", gold: str = "", **more: object) -> dict[str, Any]:
    place = [{"document": LAW, "locator": gold}] if gold else []
    told: dict[str, Any] = {"id": id, "question": f"Hỏi {id}?", "history": [], "place": None, "on": "2026-11-20"}
    told |= {
        "part": "judge",
        "spelling": "full",
        "kind": "law-fact",
        "expect": expect,
        "gold": place,
        "facts": [],
        "needs": [],
    }
    return told | more


def passage(article: str, clause: str = "") -> Passage:
    return Passage(f"{article}.{clause}", Citation(LAW, article, clause), (), f"Văn bản {article}.{clause}", 0, 1)


def answered(*found: Passage, cited: Sequence[Passage] = (), text: str = "trả lời", more: str = "") -> Answer:
    sources = tuple(Source(LAW, "", "", p.citation.locator, "", p.text, "digest") for p in cited or found[:1])
    hits = tuple(Hit(p, 1.0) for p in found)
    return Answer(Outcome.ANSWERED, text, more, sources=sources, retrieved=hits)


P1, P2, P3, P4 = passage("1"), passage("2", "1"), passage("13", "2"), passage("19")
STORED = frozenset((p.citation.document, p.text) for p in (P1, P2, P3, P4))


@pytest.mark.parametrize(
    ("gold", "locator", "right"),
    [
        ("Điều 13", "Điều 13", True),
        ("Điều 13", "Điều 13 khoản 2", True),
        ("Điều 13 khoản 2", "Điều 13 khoản 2 điểm a", True),
        ("Điều 13 khoản 2", "Điều 13", False),
        ("Điều 1", "Điều 13", False),
        ("Điều 13 khoản 1", "Điều 13 khoản 10", False),
        ("III.1", "III.1", True),
        ("III.1", "III.1.a", True),
        ("III.1", "III.1 (chú thích 1)", True),
        ("III.1 (chú thích 1)", "III.1 (chú thích 1)", True),
        ("III.1 (chú thích 1)", "III.1", False),
        ("III.1", "III.10", False),
        ("III.1.a", "III.1", False),
        ("I.1", "II.1", False),
        ("mở đầu", "mở đầu", True),
    ],
)
def test_place_is_right_when_it_is_the_gold_or_inside_it(gold: str, locator: str, right: bool) -> None:
    assert is_right([{"document": PLAN, "locator": gold}], PLAN, locator) is right
    assert not is_right([{"document": PLAN, "locator": gold}], LAW, locator)


def test_any_of_several_gold_places_is_right() -> None:
    gold = [{"document": LAW, "locator": "Điều 1"}, {"document": PLAN, "locator": "II.2"}]
    assert is_right(gold, PLAN, "II.2.c")
    assert not is_right(gold, PLAN, "Điều 1")
    assert not is_right([], LAW, "Điều 1")


@pytest.mark.parametrize(
    ("fact", "said", "stands"),
    [
        ("Trưởng thôn", "do TRƯỞNG\n thôn triệu tập", True),
        ("hai phần ba", "ít nhất 2/3 tổng số hộ", True),
        ("2/3", "ít nhất hai phần ba tổng số", True),
        ("một phần ba", "1/3 số hộ", True),
        ("Ủy ban nhân dân xã", "UBND xã công khai", True),
        ("UBND", "Uỷ ban nhân dân", True),
        ("HĐND", "Hội đồng nhân dân xã", True),
        ("Mặt trận", "MTTQ Việt Nam", True),
        ("ban TTND", "Ban Thanh tra nhân dân", True),
        ("05", "gồm 5 người", True),
        ("05 ngày", "trong 05 ngày", True),
        ("05 ngày", "trong 15 ngày", False),
        ("05", "gồm 15 người", False),
        ("30/5/2024", "ngày 30/05/2024", True),
        ("10%", "10% số hộ", True),
        ("10%", "110% số hộ", False),
        ("03", "theo khoản 3 Điều 5", False),
        ("05", "theo khoản 2, 5 Điều 3", False),
        ("03", "theo khoản 3 Điều 5, có từ 03 người", True),
        ("ấp", "cấp xã", False),
        ("hòa giải", "hoà giải ở cơ sở", True),
        ("Trưởng thôn", "do xã triệu tập", False),
    ],
)
def test_fact_stands_however_it_is_spelt(fact: str, said: str, stands: bool) -> None:
    assert has_facts([fact], Answer(Outcome.ANSWERED, said)) is stands
    assert has_facts([fact], Answer(Outcome.ANSWERED, "", said)) is stands


def test_number_of_a_clause_in_a_quote_is_no_fact() -> None:
    source = Source(LAW, "", "", "Điều 1 khoản 3", "", "3. Nhân dân bàn.\n4. Có 07 hộ.", "digest")
    assert not has_facts(["03"], Answer(Outcome.ANSWERED, "", sources=(source,)))
    assert not has_facts(["04"], Answer(Outcome.ANSWERED, "", sources=(source,)))
    assert has_facts(["07", "nhân dân"], Answer(Outcome.ANSWERED, "", sources=(source,)))


def test_every_fact_must_stand() -> None:
    assert not has_facts(["03", "05"], Answer(Outcome.ANSWERED, "từ 03 người"))


def test_ranks_become_hits_and_reciprocal_rank() -> None:
    rows = [row("a", gold="Điều 1"), row("b", gold="Điều 2"), row("c", gold="Điều 13"), row("d", gold="Điều 88")]
    many = answered(P1, P2, P4, P3)
    answers = {"Hỏi a?": many, "Hỏi b?": many, "Hỏi c?": many, "Hỏi d?": many}
    found = measure(FakeAnswers(answers), rows, STORED)["retrieval"]["typed"]
    assert [found[name]["value"] for name in ("hit@1", "hit@3", "hit@10")] == [0.25, 0.5, 0.75]
    assert found["MRR@10"]["value"] == pytest.approx((1 + 1 / 2 + 1 / 4) / 4, abs=1e-4)
    assert found["hit@1"]["n"] == 4


def test_recall_counts_every_place_and_hit_but_one() -> None:
    two = [{"document": LAW, "locator": "Điều 1"}, {"document": LAW, "locator": "Điều 13"}]
    one = row("a", gold="Điều 1") | {"gold": two}
    found = measure(FakeAnswers({"Hỏi a?": answered(P1, P2)}), [one], STORED)["retrieval"]["typed"]
    assert (found["hit@10"]["value"], found["R@10"]["value"]) == (1, 0.5)


def test_clauses_of_one_right_article_are_one_find() -> None:
    wide = Passage("x", Citation(LAW, "2", "2"), (), "Văn bản", 0, 1)
    found = measure(FakeAnswers({"Hỏi a?": answered(wide, P2, P1)}), [row("a", gold="Điều 2")], STORED)
    assert found["retrieval"]["typed"]["nDCG@10"]["value"] == 1


def test_what_is_shown_beside_the_right_place_costs_f2() -> None:
    rows = [row("a", gold="Điều 1"), row("b", gold="Điều 1")]
    answers = {"Hỏi a?": answered(P1, P2, cited=[P1]), "Hỏi b?": answered(P1, P2, cited=[P1, P2])}
    found = measure(FakeAnswers(answers), rows, STORED)["retrieval"]["typed"]["F2"]["value"]
    assert found == pytest.approx((1 + 5 * 0.5 / (4 * 0.5 + 1)) / 2, abs=1e-3)


def test_eleventh_passage_does_not_count() -> None:
    others = [passage(str(number)) for number in range(40, 50)]
    figures = measure(FakeAnswers({"Hỏi a?": answered(*others, P2)}), [row("a", gold="Điều 2")], STORED)
    assert figures["retrieval"]["typed"]["hit@10"]["value"] == 0
    assert figures["misses"][0]["rank"] == 0


def test_loss_is_what_stripping_the_marks_costs() -> None:
    rows = [row("a", gold="Điều 1"), row("b", gold="Điều 1", history=["Trước đó?"], place="hong-linh")]
    answers = FakeAnswers(
        {"Hỏi a?": answered(P1), fold("Hỏi a?"): answered(P2, P1), "Hỏi b?": answered(P1), fold("Hỏi b?"): answered(P1)}
    )
    figures = measure(answers, rows, STORED)
    assert figures["retrieval"]["typed"]["hit@1"]["value"] == 1
    assert figures["retrieval"]["stripped"]["hit@1"]["value"] == 0.5
    assert figures["loss"]["stripped"]["hit@1"]["value"] == 0.5
    assert figures["loss"]["stripped"]["MRR@10"]["value"] == 0.25
    assert (fold("Hỏi b?"), ("truoc do?",), "hong-linh", date(2026, 11, 20)) in answers.asked


def test_row_is_spelt_alike_whichever_rows_stand_beside_it() -> None:
    rows = [row(id, gold="Điều 1", question="Xã phải công khai những gì cho người dân biết?") for id in "ab"]
    spellings = ("typed", "half", "phone", "unseen")
    both, alone = FakeAnswers({}), FakeAnswers({})
    measure(both, rows, STORED, (*spellings, "stripped"))
    measure(alone, rows[1:], STORED, (*spellings, "stripped"))
    assert [asked[0] for asked in both.asked[5:]] == [asked[0] for asked in alone.asked]


def test_answerable_row_that_needs_a_text_not_held_is_left_out_and_a_refusal_stays() -> None:
    rows = [row("a", gold="Điều 1", needs=["59/2023/NĐ-CP"]), row("b", "not_found", needs=["59/2023/NĐ-CP"])]
    figures = measure(FakeAnswers({}), rows, STORED)
    assert figures["left_out"] == ["a"]
    assert (figures["n"], figures["answerable"]) == (2, 0)
    assert figures["retrieval"] == {"typed": {}, "stripped": {}}
    assert figures["outcome"]["accuracy"]["value"] == 1


def test_citations_are_judged_over_answered_rows() -> None:
    rows = [row(id, gold="Điều 1") for id in "abcd"]
    cited = {"a": [P1], "b": [P2, P1], "c": [P2]}
    answers = FakeAnswers({f"Hỏi {id}?": answered(P1, cited=passages) for id, passages in cited.items()})
    citation = measure(answers, rows, STORED)["citation"]
    assert citation["any"] | {"low": 0, "high": 0} == {"value": 0.6667, "low": 0, "high": 0, "n": 3}
    assert citation["first"]["value"] == 0.3333


def outcomes(*pairs: tuple[str, str]) -> dict[str, Any]:
    rows = [row(f"q{n}", expect, gold="Điều 1" if expect == "answered" else "") for n, (expect, _) in enumerate(pairs)]
    got = {f"Hỏi q{n}?": Answer(Outcome(outcome), "") for n, (_, outcome) in enumerate(pairs)}
    return measure(FakeAnswers(got), rows, STORED)


def test_refusals_are_counted_of_whichever_kind() -> None:
    figures = outcomes(
        ("answered", "answered"),
        ("answered", "out_of_scope"),
        ("answered", "chitchat"),
        ("not_found", "out_of_scope"),
        ("out_of_scope", "answered"),
        ("handed_over", "handed_over"),
        ("chitchat", "not_found"),  # chitchat and unclear rows stand aside
        ("clarify", "not_found"),
    )
    refusal = figures["refusal"]
    assert refusal["precision"]["value"] == 0.6667  # two of three refusals were due
    assert refusal["recall"]["value"] == 0.6667  # two of three due refusals were given
    assert refusal["F1"]["value"] == 0.6667
    outcome = figures["outcome"]
    assert outcome["accuracy"]["value"] == 0.25
    assert outcome["false_answers"] == ["q4"]
    assert outcome["false_refusals"] == ["q1"]
    assert outcome["evaded"] == ["q2"]
    assert (outcome["chitchat"]["value"], outcome["clarify"]["n"]) == (0, 1)
    assert outcome["confusion"]["not_found→out_of_scope"] == 1


def test_answered_chitchat_is_a_false_answer() -> None:
    assert outcomes(("chitchat", "answered"))["outcome"]["false_answers"] == ["q0"]


def test_facts_are_counted_over_answered_rows_that_have_some() -> None:
    rows = [row("a", gold="Điều 1", facts=["05"]), row("b", gold="Điều 1", facts=["07"]), row("c", gold="Điều 1")]
    answers = FakeAnswers({f"Hỏi {id}?": answered(P1, text="gồm 5 người") for id in "abc"})
    facts = measure(answers, rows, STORED)["facts"]
    assert (facts["value"], facts["n"]) == (0.5, 2)


def test_quote_that_differs_by_one_space_is_not_exact() -> None:
    spaced = Passage("x", P1.citation, (), P1.text + " ", 0, 1)
    rows = [row("a", gold="Điều 1"), row("b", gold="Điều 1")]
    answers = FakeAnswers({"Hỏi a?": answered(P1, P2, cited=[P1, P2]), "Hỏi b?": answered(P1, cited=[spaced])})
    assert measure(answers, rows, STORED)["quotes"] == {"n": 3, "exact": 2, "wrong": ["b"]}


def test_groups_are_told_apart_by_kind_and_by_spelling() -> None:
    rows = [
        row("a", gold="Điều 1", kind="period"),
        row("b", gold="Điều 2", kind="list", spelling="phone"),
        row("c", "chitchat", kind="chitchat"),
    ]
    figures = measure(FakeAnswers({"Hỏi a?": answered(P1), "Hỏi b?": answered(P1)}), rows, STORED)
    found = {"n": 1, "outcome": 1.0, "hit@1": 1.0, "hit@3": 1.0, "hit@10": 1.0, "cited": 1.0}
    assert figures["by"]["kind"]["period"] == found
    assert figures["by"]["kind"]["list"] == found | {"hit@1": 0.0, "hit@3": 0.0, "hit@10": 0.0, "cited": 0.0}
    nothing = {"n": 1, "outcome": 0.0, "hit@1": None, "hit@3": None, "hit@10": None, "cited": None}
    assert figures["by"]["kind"]["chitchat"] == nothing
    assert {name: group["n"] for name, group in figures["by"]["spelling"].items()} == {"full": 2, "phone": 1}


def test_misses_name_what_was_wanted_and_got_worst_first() -> None:
    rows = [row("a", gold="Điều 1"), row("b", gold="Điều 1"), row("c", gold="Điều 1")]
    answers = FakeAnswers({"Hỏi a?": answered(P1), "Hỏi b?": answered(P2, P1), "Hỏi c?": answered(P3)})
    misses = measure(answers, rows, STORED)["misses"]
    assert [(miss["id"], miss["rank"]) for miss in misses] == [("c", 0), ("b", 2)]
    assert misses[0]["expected"] == [f"{LAW} Điều 1"]
    assert misses[0]["got"] == [f"{LAW} Điều 13 khoản 2"]


def test_interval_is_the_same_each_time_and_holds_the_value() -> None:
    rows = [row(f"q{n}", gold="Điều 1") for n in range(40)]
    answers = FakeAnswers({f"Hỏi q{n}?": answered(P1 if n % 4 else P2) for n in range(40)})
    first, second = (measure(answers, rows, STORED)["retrieval"]["typed"]["hit@1"] for _ in range(2))
    assert first == second
    assert first["value"] == 0.75
    assert 0.55 < first["low"] < 0.75 < first["high"] < 0.92  # ± 1.96 √(0.75 · 0.25 / 40) = ± 0.134


def test_table_shows_at_most_25_misses() -> None:
    rows = [row(f"q{n}", gold="Điều 1") for n in range(40)]
    shown = table({"part": "", **measure(FakeAnswers({}), rows, STORED)})
    assert shown.count("wanted") == 25
    assert "false_refusals (40)" in shown
    assert "40 questions, 0 left out, 40 answerable" in shown


def test_table_prints_figures_that_no_row_gives() -> None:
    assert "facts" in table({"part": "", **measure(FakeAnswers({}), [], STORED)})


def family(id: str, sector: str, gold: str, name: str = "f1") -> dict[str, Any]:
    return row(id, gold=gold, sector=sector, family=name)


def test_answer_from_another_sector_of_the_family_is_crossed() -> None:
    rows = [family("a", "commune", "Điều 1"), family("b", "agency", "Điều 2 khoản 1")]
    right = {"Hỏi a?": answered(P1), "Hỏi b?": answered(P2)}
    assert measure(FakeAnswers(right), rows, STORED)["sectors"] == {"families": 1, "crossed": {}}
    crossed = {"Hỏi a?": answered(P2), "Hỏi b?": answered(P2)}
    assert measure(FakeAnswers(crossed), rows, STORED)["sectors"]["crossed"] == {"f1": ["a"]}
    wrong = {"Hỏi a?": answered(P4), "Hỏi b?": answered(P2)}  # wrong, but of no other sector
    assert measure(FakeAnswers(wrong), rows, STORED)["sectors"]["crossed"] == {}


def test_confidence_tells_near_and_far_questions_from_ours() -> None:
    rows = [*(row(f"q{n}", gold="Điều 1") for n in range(20)), row("n", "not_found", kind="near-oos")]
    rows.append(row("f", "out_of_scope", kind="far-oos"))
    answers = {f"Hỏi q{n}?": Answer(Outcome.ANSWERED, "", confidence=0.5 + n / 50) for n in range(20)}
    answers |= {"Hỏi n?": Answer(Outcome.NOT_FOUND, "", confidence=0.55), "Hỏi f?": Answer(Outcome.NOT_FOUND, "")}
    figures = measure(FakeAnswers(answers), rows, STORED)["abstention"]
    assert figures["near"]["auroc"] == pytest.approx(17 / 20)
    assert figures["near"]["false_answers"]["value"] == 1
    assert (figures["far"]["auroc"], figures["far"]["false_answers"]["value"]) == (1, 0)


def test_golden_rows_are_whole() -> None:
    rows = read_rows()
    assert len({row["id"] for row in rows}) == len(rows) > 400
    assert {row["part"] for row in rows} == {"embedder", "ranking", "judge"}
    for one in rows:
        assert Outcome(one["expect"]) is not Outcome.ERROR
        assert bool(one["gold"]) is (one["expect"] == "answered"), one["id"]
        date.fromisoformat(one["on"])


def test_judging_part_is_large_enough() -> None:
    rows = read_rows("judge")
    count = {kind: sum(row["kind"] == kind for row in rows) for kind in ("near-oos", "far-oos")}
    assert sum(row["expect"] == "answered" for row in rows) >= 400
    assert count["near-oos"] >= 150
    assert count["far-oos"] >= 50
    assert len({row["family"] for row in rows if row.get("family")}) >= 40


def test_every_gold_place_is_held(shipped_index: Index) -> None:
    places = {(p.citation.document, p.citation.locator) for p in shipped_index.corpus.passages}
    missing = [
        (one["id"], place)
        for one in read_rows()
        for place in one["gold"]
        if not any(is_right([place], *held) for held in places if held[0] == place["document"])
    ]
    assert missing == []


def test_the_command_measures_a_part_of_the_golden_set(danbiet: Danbiet) -> None:
    ran = danbiet("evaluate", "golden", "--part", "embedder", "--only", "lexical", "--json")
    assert ran.returncode == 0, ran.stderr
    figures = json.loads(ran.stdout)
    assert (figures["part"], list(figures["ways"])[:2]) == ("embedder", ["BM25 alone", "lexical"])
    assert figures["n"] == len(read_rows("embedder"))


def test_set_that_is_not_there_is_told_in_words(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(golden, "GOLDEN", tmp_path / "questions.jsonl")
    with pytest.raises(BotError, match="không có bộ câu hỏi chuẩn"):
        read_rows()


def test_shipped_answers_are_measured_end_to_end(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, shipped_index: Index, corpus_folder: Path
) -> None:
    rows = [one for one in read_rows() if one["kind"] in {"version", "danger", "plan-deadline"}]
    few = tmp_path / "questions.jsonl"
    few.write_text("".join(json.dumps(one) + "\n" for one in rows), encoding="utf-8")
    monkeypatch.setattr(golden, "GOLDEN", few)
    answerer = Answerer.of(shipped_index, corpus_folder)
    figures = evaluate(answerer, "")
    assert figures["n"] == len(rows) > 10
    assert figures["quotes"]["exact"] == figures["quotes"]["n"]
    figures["ways"] = golden.ways(answerer, "", [Way.LEXICAL, Way.RERANKED])
    assert list(figures["ways"]) == [
        f"{name}{spelt}" for spelt in ("", ", stripped") for name in ("BM25 alone", "lexical", "reranked")
    ]
    assert json.loads(json.dumps(figures)) == figures
    assert table(figures).startswith("golden all: ")
