"""How good the answers are: figures over questions whose right answer is known."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from time import perf_counter
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from bot.answer.answerer import Answerer
from bot.config import ROOT
from bot.domain import Answer, Outcome
from bot.errors import BotError
from bot.messages import say
from index.text import fold, normalise

Row = Mapping[str, Any]
Figures = dict[str, Any]

SETS = {"golden": ROOT / "tests" / "golden" / "questions.jsonl"}
REFUSALS = frozenset({Outcome.NOT_FOUND, Outcome.OUT_OF_SCOPE, Outcome.HANDED_OVER})
SEED = 2026
_ROUNDS = 2_000  # of the bootstrap: the ends of an interval then stand to about 0.002
_DEPTH = 10
_SHOWN = 25  # misses that table() prints, and ids of a list

# What a fact and an answer may write differently, short before long: a fact must stand in the answer either way.
_SAME = (
    (re.compile(r"\bubnd\b"), "ủy ban nhân dân"),
    (re.compile(r"\bhđnd\b"), "hội đồng nhân dân"),
    (re.compile(r"\bmttq\b"), "mặt trận tổ quốc"),
    (re.compile(r"\bttnd\b"), "thanh tra nhân dân"),
    (re.compile(r"\bhai phần ba\b"), "2/3"),
    (re.compile(r"\bmột phần ba\b"), "1/3"),
    (re.compile(r"\b0+(?=\d)"), ""),
)
_NUMBERING = re.compile(r"^\s*\d+[.)]\s+", re.MULTILINE)
_PLACES = re.compile(r"\b(?:khoản|điều|mục|chương)\s+\d+(?:,\s*\d+)*")


class Answers(Protocol):
    """What is measured: an Answerer, or what a test puts in its place."""

    def answer(self, question: str, history: Sequence[str] = (), place: str = "", *, on: date) -> Answer:
        """Return the answer to a question after the person's earlier ones."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A question with its answer, and `bare` the answer to it without marks.

    A rank is that of the first right passage, 0 when it is not among the first ten; `ms` is how long `answer` took.
    """

    row: Row
    answer: Answer
    rank: int
    bare: Answer
    bare_rank: int
    ms: float

    @property
    def wanted(self) -> Outcome:
        """Return the outcome that is right."""
        return Outcome(self.row["expect"])

    @property
    def right(self) -> bool:
        """Return whether the outcome is the right one, to the letter."""
        return self.answer.outcome is self.wanted

    @property
    def cited(self) -> list[bool]:
        """Return for each source whether it is right."""
        return [is_right(self.row["gold"], source.document, source.locator) for source in self.answer.sources]


def evaluate(answerer: Answerer, name: str) -> Figures:
    """Return the figures of a set of questions; raises BotError where it is not at hand, as in an installed wheel."""
    passages = answerer._index.corpus.passages  # what a quote must equal stands nowhere else
    stored = frozenset((passage.citation.document, passage.text) for passage in passages)
    return {"set": name, **measure(answerer, read_rows(name), stored)}


def read_rows(name: str) -> list[Row]:
    """Return the questions of a set; raises BotError where it is not at hand."""
    path = SETS.get(name)
    if path is None or not path.is_file():
        raise BotError(say("evaluate.missing", name=name))
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def measure(answers: Answers, rows: Sequence[Row], stored: frozenset[tuple[str, str]]) -> Figures:
    """Return the figures of rows; `stored` holds (document, text) of every passage that may be quoted."""
    out = [row["id"] for row in rows if row["needs"] and row["expect"] == Outcome.ANSWERED]
    judged = [_judge(answers, row) for row in rows if row["id"] not in out]
    due = [one for one in judged if one.wanted is Outcome.ANSWERED]
    answered = [one for one in due if one.right]
    written, bare = [_gains(one.rank) for one in due], [_gains(one.bare_rank) for one in due]
    lost = [{name: gain[name] - less[name] for name in gain} for gain, less in zip(written, bare, strict=True)]
    return {
        "n": len(rows),
        "left_out": out,
        "answerable": len(due),
        "seed": SEED,
        "retrieval": _means(written),
        "retrieval_stripped": _means(bare),
        "retrieval_loss": _means(lost),
        "citation": _means([{"any": float(any(o.cited)), "first": float(any(o.cited[:1]))} for o in answered]),
        "facts": _mean([float(has_facts(one.row["facts"], one.answer)) for one in answered if one.row["facts"]]),
        "refusal": _refusal(judged),
        "outcome": _outcome(judged),
        "by_kind": _by("kind", judged),
        "by_spelling": _by("spelling", judged),
        "latency_ms": _latency([one.ms for one in judged]),
        "quotes": _quotes(judged, stored),
        "misses": _misses(due),
    }


def is_right(gold: Iterable[Mapping[str, str]], document: str, locator: str) -> bool:
    """Return whether a place is one of gold or inside one: "Điều 13 khoản 2" is in "Điều 13", "III.1.a" in "III.1"."""
    return any(
        document == place["document"] and f"{locator} ".startswith((f"{place['locator']} ", f"{place['locator']}."))
        for place in gold
    )


def has_facts(facts: Iterable[str], answer: Answer) -> bool:
    """Return whether every fact stands in the answer, its rest or its quotes, however spelt, and not inside a word."""
    said = "\n".join((answer.text, answer.more, *(source.quote for source in answer.sources)))
    text = _plain(_NUMBERING.sub("", said))
    unnumbered = _PLACES.sub(" ", text)  # "khoản 3 Điều 5" does not tell how many
    return all(
        re.search(rf"(?<!\w){re.escape(_plain(fact))}(?!\w)", unnumbered if fact.isdecimal() else text)
        for fact in facts
    )


def table(figures: Figures) -> str:
    """Return the figures for a terminal."""
    quotes, outcome, latency, misses = (figures[name] for name in ("quotes", "outcome", "latency_ms", "misses"))
    counts = f"{figures['n']} questions, {len(figures['left_out'])} left out, {figures['answerable']} answerable"
    lines = [f"{figures['set']}: {counts}, seed {figures['seed']}", "value [95 % interval] n"]
    for part in ("retrieval", "retrieval_stripped", "retrieval_loss", "citation", "refusal"):
        lines += [f"  {part:<19}{name:<10}{_shown(figure)}" for name, figure in figures[part].items()]
    lines.append(f"  {'facts':<29}{_shown(figures['facts'])}")
    for name in ("accuracy", "accuracy_stripped", "chitchat", "clarify"):
        lines.append(f"  {'outcome':<9}{name:<20}{_shown(outcome[name])}")
    for name in ("false_answers", "false_refusals", "evaded"):
        dots = " …" * (len(outcome[name]) > _SHOWN)
        lines.append(f"{name} ({len(outcome[name])}): {' '.join(outcome[name][:_SHOWN])}{dots}")
    lines.append("wrong outcomes: " + (", ".join(f"{k} {v}" for k, v in outcome["confusion"].items()) or "none"))
    for part in ("by_kind", "by_spelling"):
        lines.append(f"{part:<14}" + "".join(f"{name:>9}" for name in ("n", "outcome", "R@3", "R@10", "cited")))
        for name, row in figures[part].items():
            lines.append(f"  {name:<12}" + "".join(f"{_cell(value):>9}" for value in row.values()))
    lines.append(f"latency: p50 {latency['p50']:.1f} ms, p95 {latency['p95']:.1f} ms")
    lines.append(f"quotes: {quotes['exact']} of {quotes['n']} are stored passages {' '.join(quotes['wrong'])}".rstrip())
    lines.append(f"right passage not first ({len(misses)}, at most {_SHOWN} shown, worst first)")
    for miss in misses[:_SHOWN]:
        lines.append(f"  {miss['id']} rank {miss['rank'] or '-'}: {miss['question']}")
        lines.append(f"      wanted {'; '.join(miss['expected'])}; got {'; '.join(miss['got'][:3]) or 'nothing'}")
    return "\n".join(lines)


def _judge(answers: Answers, row: Row) -> Judged:
    place, on = row["place"] or "", date.fromisoformat(row["on"])
    started = perf_counter()
    answer = answers.answer(row["question"], row["history"], place, on=on)
    ms = (perf_counter() - started) * 1000
    bare = answers.answer(fold(row["question"]), [fold(turn) for turn in row["history"]], place, on=on)
    return Judged(row, answer, _rank(row, answer), bare, _rank(row, bare), ms)


def _rank(row: Row, answer: Answer) -> int:
    citations = [hit.passage.citation for hit in answer.retrieved[:_DEPTH]]
    found = (n for n, c in enumerate(citations, 1) if is_right(row["gold"], c.document, c.locator))
    return next(found, 0)


def _gains(rank: int) -> dict[str, float]:
    recalls = {f"R@{depth}": float(0 < rank <= depth) for depth in (1, 3, _DEPTH)}
    return recalls | {f"MRR@{_DEPTH}": 1 / rank if rank else 0.0}


def _refusal(judged: Sequence[Judged]) -> Figures:
    """Return how well what the texts do not answer is told from what they do; chitchat and unclear rows aside."""
    rows = [one for one in judged if one.wanted in REFUSALS | {Outcome.ANSWERED}]
    due = np.array([one.wanted in REFUSALS for one in rows], dtype=np.float64)
    done = np.array([one.answer.outcome in REFUSALS for one in rows], dtype=np.float64)
    both = due * done
    return {"precision": _ratio(both, done), "recall": _ratio(both, due), "F1": _ratio(2 * both, due + done)}


def _outcome(judged: Sequence[Judged]) -> Figures:
    wrong = Counter(f"{one.wanted}→{one.answer.outcome}" for one in judged if not one.right)
    refused = [one for one in judged if one.wanted in REFUSALS | {Outcome.CHITCHAT}]
    due = [one for one in judged if one.wanted is Outcome.ANSWERED]
    return {
        "accuracy": _mean([float(one.right) for one in judged]),
        "accuracy_stripped": _mean([float(one.bare.outcome is one.wanted) for one in judged]),
        "chitchat": _mean([float(one.right) for one in judged if one.wanted is Outcome.CHITCHAT]),
        "clarify": _mean([float(one.right) for one in judged if one.wanted is Outcome.CLARIFY]),
        "false_answers": [one.row["id"] for one in refused if one.answer.outcome is Outcome.ANSWERED],
        "false_refusals": [one.row["id"] for one in due if one.answer.outcome in REFUSALS],
        # neither answered nor refused: taken for small talk, asked back, or broken
        "evaded": [one.row["id"] for one in due if not one.right and one.answer.outcome not in REFUSALS],
        "confusion": dict(wrong.most_common()),
    }


def _by(key: str, judged: Sequence[Judged]) -> Figures:
    groups: dict[str, list[Judged]] = {}
    for one in judged:
        groups.setdefault(one.row[key], []).append(one)
    return {name: _group(group) for name, group in sorted(groups.items())}


def _group(judged: Sequence[Judged]) -> Figures:
    due = [one for one in judged if one.wanted is Outcome.ANSWERED]
    return {
        "n": len(judged),
        "outcome": _share([one.right for one in judged]),
        "R@3": _share([0 < one.rank <= 3 for one in due]),
        "R@10": _share([one.rank > 0 for one in due]),
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
            "expected": [f"{place['document']} {place['locator']}" for place in one.row["gold"]],
            "got": [f"{h.passage.citation.document} {h.passage.citation.locator}" for h in one.answer.retrieved],
        }
        for one in missed
    ]


def _latency(times: Sequence[float]) -> Figures:
    return {f"p{part}": round(float(np.percentile(times, part)), 3) if times else 0.0 for part in (50, 95)}


def _means(rows: Sequence[Mapping[str, float]]) -> Figures:
    return {name: _mean([row[name] for row in rows]) for name in (rows[0] if rows else ())}


def _mean(values: Sequence[float]) -> Figures:
    return _ratio(np.array(values, dtype=np.float64), np.ones(len(values)))


def _ratio(above: NDArray[np.float64], below: NDArray[np.float64]) -> Figures:
    """Return Σ above / Σ below with its 95 % bootstrap interval over rows; nulls where nothing is below."""
    if not below.sum():
        return {"value": None, "low": None, "high": None, "n": 0}
    chosen = np.random.default_rng(SEED).integers(len(below), size=(_ROUNDS, len(below)))
    under = below[chosen].sum(axis=1)
    drawn = above[chosen].sum(axis=1)[under > 0] / under[under > 0]
    low, high = np.percentile(drawn, (2.5, 97.5))
    figures = {"value": above.sum() / below.sum(), "low": low, "high": high}
    return {name: round(float(value), 4) for name, value in figures.items()} | {"n": int(np.count_nonzero(below))}


def _plain(text: str) -> str:
    text = " ".join(normalise(text).lower().split())
    for pattern, written in _SAME:
        text = pattern.sub(written, text)
    return text


def _share(values: Sequence[bool]) -> float | None:
    return round(sum(values) / len(values), 4) if values else None


def _shown(figure: Mapping[str, Any]) -> str:
    if figure["value"] is None:
        return "-"
    return f"{figure['value']:.3f} [{figure['low']:.3f}–{figure['high']:.3f}] {figure['n']}"


def _cell(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}" if isinstance(value, float) else str(value)
