"""How good the answers to the golden questions are, by the very code that serves people."""

import json
import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from time import perf_counter
from typing import Any, Protocol

import numpy as np

from bot.answer.answerer import Answerer
from bot.config import ROOT
from bot.domain import Answer, Outcome
from bot.errors import BotError
from bot.evaluation.abstention import abstention, calibration_error, reliability
from bot.evaluation.baseline import Baseline
from bot.evaluation.figures import SEED, Figures, latency, mean, means, ratio
from bot.evaluation.gold import has_facts, is_right, named, places
from bot.evaluation.ranked import gains
from bot.evaluation.spelling import SPELLINGS
from bot.messages import say
from index.document import Citation
from index.ranking import Way
from index.search import Index

Row = Mapping[str, Any]

GOLDEN = ROOT / "tests" / "golden" / "questions.jsonl"
JUDGE = "judge"  # the part of the golden set that nothing was tuned on
REFUSALS = frozenset({Outcome.NOT_FOUND, Outcome.OUT_OF_SCOPE, Outcome.HANDED_OVER})
GROUPS = ("kind", "voice", "region", "manner", "spelling", "sector", "difficulty")
_DEPTH = 10


class Answers(Protocol):
    """What is measured: an Answerer, or what a test puts in its place."""

    def answer(self, question: str, history: Sequence[str] = (), place: str = "", *, on: date) -> Answer:
        """Return the answer to a question after the person's earlier ones."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A question with its answer, and `spelt` the answers to it in each spelling; `ms` is how long the first took."""

    row: Row
    spelt: Mapping[str, Answer]
    ms: float

    @property
    def answer(self) -> Answer:
        """Return the answer to the question as it stands."""
        return self.spelt["typed"]

    @property
    def wanted(self) -> Outcome:
        """Return the outcome that is right."""
        return Outcome(self.row["expect"])

    @property
    def right(self) -> bool:
        """Return whether the outcome is the right one, to the letter."""
        return self.answer.outcome is self.wanted

    @property
    def rank(self) -> int:
        """Return the place of the first right passage among the first ten, 0 where there is none."""
        return next((n for n, name in enumerate(self.run("typed")[:_DEPTH], 1) if name in self.places), 0)

    @property
    def places(self) -> list[str]:
        """Return the places that answer, each once."""
        return places(self.row["gold"])

    @property
    def cited(self) -> list[bool]:
        """Return for each source whether it is right."""
        return [is_right(self.row["gold"], source.document, source.locator) for source in self.answer.sources]

    def run(self, spelling: str) -> list[str]:
        """Return what was found, best first and each once, a right passage by the place that it stands in."""
        found = [
            (hit.passage.citation.document, hit.passage.citation.locator) for hit in self.spelt[spelling].retrieved
        ]
        return named(self.row["gold"], found)

    def shown(self, spelling: str) -> list[str]:
        """Return what the answer cites, as `run` names it."""
        return named(self.row["gold"], [(one.document, one.locator) for one in self.spelt[spelling].sources])


def evaluate(answerer: Answerer, part: str = JUDGE, spellings: Sequence[str] = tuple(SPELLINGS)) -> Figures:
    """Return the figures of a part of the golden set, of all of it for ""; BotError where it is not at hand."""
    passages = answerer.index.corpus.passages  # what a quote must equal stands nowhere else
    stored = frozenset((passage.citation.document, passage.text) for passage in passages)
    return {"set": "golden", "part": part, **measure(answerer, read_rows(part), stored, spellings)}


def read_rows(part: str = "") -> list[Row]:
    """Return the golden questions, those of one part or all; raises BotError where they are not at hand."""
    if not GOLDEN.is_file():
        raise BotError(say("evaluate.missing"))
    rows = [json.loads(line) for line in GOLDEN.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [row for row in rows if part in {"", row["part"]}]


def measure(
    answers: Answers,
    rows: Sequence[Row],
    stored: frozenset[tuple[str, str]],
    spellings: Sequence[str] = ("typed", "stripped"),
) -> Figures:
    """Return the figures of rows; `stored` holds (document, text) of every passage that may be quoted."""
    out = [row["id"] for row in rows if row["needs"] and row["expect"] == Outcome.ANSWERED]
    judged = [_judge(answers, row, spellings) for row in rows if row["id"] not in out]
    due = [one for one in judged if one.wanted is Outcome.ANSWERED]
    answered = [one for one in due if one.right]
    found = {name: _gains(due, name) for name in spellings}
    return {
        "n": len(rows),
        "left_out": out,
        "answerable": len(due),
        "seed": SEED,
        "retrieval": {name: means(gained) for name, gained in found.items()},
        "loss": {name: means(_lost(found["typed"], gained)) for name, gained in found.items() if name != "typed"},
        "citation": means([{"any": float(any(o.cited)), "first": float(any(o.cited[:1]))} for o in answered]),
        "facts": mean([float(has_facts(one.row["facts"], one.answer)) for one in answered if one.row["facts"]]),
        "refusal": _refusal(judged),
        "abstention": _abstention(judged),
        "outcome": _outcome(judged),
        "sectors": _sectors(due),
        "by": {group: _by(group, judged) for group in GROUPS},
        "latency_ms": latency([one.ms for one in judged]),
        "quotes": _quotes(judged, stored),
        "misses": _misses(due),
    }


def ways(answerer: Answerer, part: str, wanted: Sequence[Way]) -> Figures:
    """Return the measures of BM25 alone and of each way of ranking, over the rows that stand alone."""
    rows = [row for row in read_rows(part) if row["expect"] == Outcome.ANSWERED and not row["history"]]
    index, figures = answerer.index, {}
    alone = Baseline([str(number) for number in range(len(index.corpus.passages))], list(index.texts()))
    for name, spell in (("", SPELLINGS["typed"]), (", stripped", SPELLINGS["stripped"])):
        asked = [{**row, "question": spell(row["question"], random.Random(SEED))} for row in rows]
        figures[f"BM25 alone{name}"] = means(_ranked(asked, [_baseline(index, alone, row) for row in asked]))
        for way in wanted:
            index.way = way
            figures[f"{way}{name}"] = means(_ranked(asked, [_found(answerer, row) for row in asked]))
    return figures


def _ranked(rows: Sequence[Row], found: Sequence[Sequence[Citation]]) -> list[dict[str, float]]:
    runs = [named(row["gold"], [(c.document, c.locator) for c in one]) for row, one in zip(rows, found, strict=True)]
    return gains(runs, [places(row["gold"]) for row in rows], [run[:1] for run in runs])


def _baseline(index: Index, alone: Baseline, row: Row) -> list[Citation]:
    return [index.corpus.passages[int(name)].citation for name in alone.run(row["question"])]


def _found(answerer: Answerer, row: Row) -> list[Citation]:
    answer = answerer.answer(row["question"], (), row["place"] or "", on=date.fromisoformat(row["on"]))
    return [hit.passage.citation for hit in answer.retrieved]


def _judge(answers: Answers, row: Row, spellings: Sequence[str]) -> Judged:
    place, on = row["place"] or "", date.fromisoformat(row["on"])
    chance = random.Random(f"{SEED} {row['id']}")  # a row is spelt alike whichever rows stand beside it
    spelt, ms = {}, 0.0
    for name in spellings:
        question, *history = (SPELLINGS[name](text, chance) for text in (row["question"], *row["history"]))
        started = perf_counter()
        spelt[name] = answers.answer(question, history, place, on=on)
        ms = ms or (perf_counter() - started) * 1000
    return Judged(row, spelt, ms)


def _gains(due: Sequence[Judged], spelling: str) -> list[dict[str, float]]:
    runs, shown = ([list(of(one, spelling)) for one in due] for of in (Judged.run, Judged.shown))
    return gains(runs, [one.places for one in due], shown)


def _lost(written: Sequence[Mapping[str, float]], spelt: Sequence[Mapping[str, float]]) -> list[dict[str, float]]:
    return [{name: gain[name] - less[name] for name in gain} for gain, less in zip(written, spelt, strict=True)]


def _abstention(judged: Sequence[Judged]) -> Figures:
    """Return how well questions on laws not held (near) and on other things (far) are told from ours."""
    sure = [_sure(one) for one in judged if one.wanted is Outcome.ANSWERED]
    of = {name: [_sure(one) for one in judged if one.row["kind"] == f"{name}-oos"] for name in ("near", "far")}
    said = [*sure, *of["near"], *of["far"]]
    bins = reliability(said, [number < len(sure) for number in range(len(said))])
    figures: Figures = {name: abstention(sure, others) for name, others in of.items()}
    return figures | {"calibration_error": calibration_error(bins), "reliability": bins}


def _sure(one: Judged) -> float:
    """Return how sure the answer is that the texts hold it; who is handed over to an emergency number gets none."""
    return 0.0 if one.answer.outcome is Outcome.HANDED_OVER else one.answer.confidence


def _sectors(due: Sequence[Judged]) -> Figures:
    """Return how many families of questions, alike but for the sector, are answered for another sector than asked."""
    families: dict[str, list[Judged]] = {}
    for one in due:
        if one.row.get("family"):
            families.setdefault(one.row["family"], []).append(one)
    crossed: dict[str, list[str]] = {}
    for name, family in families.items():
        for one in family:
            others = {place for other in family if other.row["sector"] != one.row["sector"] for place in other.places}
            first = one.answer.sources[:1]
            wrong = [s for s in first if not any(one.cited[:1]) and _stands_in(others, s.document, s.locator)]
            if wrong:
                crossed.setdefault(name, []).append(one.row["id"])
    return {"families": len(families), "crossed": crossed}


def _stands_in(places: Iterable[str], document: str, locator: str) -> bool:
    """Tell whether a place lies in the article of one of places."""
    article = " ".join(locator.split()[:2])
    return any(f"{place} ".startswith(f"{document} {article} ") for place in places)


def _refusal(judged: Sequence[Judged]) -> Figures:
    """Return how well what the texts do not answer is told from what they do; chitchat and unclear rows aside."""
    rows = [one for one in judged if one.wanted in REFUSALS | {Outcome.ANSWERED}]
    due = np.array([one.wanted in REFUSALS for one in rows], dtype=np.float64)
    done = np.array([one.answer.outcome in REFUSALS for one in rows], dtype=np.float64)
    both = due * done
    return {"precision": ratio(both, done), "recall": ratio(both, due), "F1": ratio(2 * both, due + done)}


def _outcome(judged: Sequence[Judged]) -> Figures:
    wrong = Counter(f"{one.wanted}→{one.answer.outcome}" for one in judged if not one.right)
    refused = [one for one in judged if one.wanted in REFUSALS | {Outcome.CHITCHAT}]
    due = [one for one in judged if one.wanted is Outcome.ANSWERED]
    return {
        "accuracy": mean([float(one.right) for one in judged]),
        "accuracy_stripped": mean([float(one.spelt["stripped"].outcome is one.wanted) for one in judged]),
        "chitchat": mean([float(one.right) for one in judged if one.wanted is Outcome.CHITCHAT]),
        "clarify": mean([float(one.right) for one in judged if one.wanted is Outcome.CLARIFY]),
        "false_answers": [one.row["id"] for one in refused if one.answer.outcome is Outcome.ANSWERED],
        "false_refusals": [one.row["id"] for one in due if one.answer.outcome in REFUSALS],
        # neither answered nor refused: taken for small talk, asked back, or broken
        "evaded": [one.row["id"] for one in due if not one.right and one.answer.outcome not in REFUSALS],
        "confusion": dict(wrong.most_common()),
    }


def _by(key: str, judged: Sequence[Judged]) -> Figures:
    groups: dict[str, list[Judged]] = {}
    for one in judged:
        groups.setdefault(one.row.get(key) or "", []).append(one)
    return {name: _group(group) for name, group in sorted(groups.items())}


def _group(judged: Sequence[Judged]) -> Figures:
    due = [one for one in judged if one.wanted is Outcome.ANSWERED]
    return {
        "n": len(judged),
        "outcome": _share([one.right for one in judged]),
        **{f"hit@{depth}": _share([0 < one.rank <= depth for one in due]) for depth in (1, 3, 10)},
        "cited": _share([any(one.cited) for one in due if one.right]),
    }


def _quotes(judged: Sequence[Judged], stored: frozenset[tuple[str, str]]) -> Figures:
    quoted = [(one.row["id"], (s.document, s.quote)) for one in judged for s in one.answer.sources]
    wrong = [name for name, quote in quoted if quote not in stored]
    return {"n": len(quoted), "exact": len(quoted) - len(wrong), "wrong": sorted(set(wrong))}


def _misses(due: Sequence[Judged]) -> list[Figures]:
    """Return the questions whose first passage is not a right one, those with none at all first, then the deepest."""
    missed = sorted((one for one in due if one.rank != 1), key=lambda one: -(one.rank or _DEPTH + 1))
    return [
        {
            "id": one.row["id"],
            "question": one.row["question"],
            "rank": one.rank,
            "outcome": one.answer.outcome.value,
            "expected": one.places,
            "got": one.run("typed")[:3],
        }
        for one in missed
    ]


def _share(values: Sequence[bool]) -> float | None:
    return round(sum(values) / len(values), 4) if values else None
