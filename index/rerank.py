"""The best passages put in order once more, by what shows only beside one another; fitted by scripts/calibrate."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from sys import intern

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

from index.answer_kind import AnswerKind, asked, given
from index.document import Document, Kind, Passage
from index.errors import StaleIndex
from index.lexical import LexicalIndex
from index.query import Query
from index.said import Said, misspelt, read
from index.sector import Sector, sector_of
from index.text import syllables, tokens

FITTED = Path(__file__).parent / "model" / "rerank.safetensors"
DEPTH = 24  # passages that are put in order
CLIP = 4.0  # standard deviations, beyond which more says nothing more
_LONGEST = 30  # syllables of a question
_COUNTED = 10  # clauses of an article

Scores = NDArray[np.float32]
Columns = dict[str, Scores]


@dataclass(frozen=True, slots=True)
class Candidates:
    """The passages to put in order, best first, with what the search made of each: arrays (n,) by name.

    `fused` is the fused score; `scores` the parts it is made of; `questions` what their everyday questions tell.
    """

    query: Query
    places: Sequence[int]
    passages: Sequence[Passage]
    documents: Mapping[str, Document]
    fused: Scores
    scores: Mapping[str, Scores]
    questions: Mapping[str, Scores]
    lexical: LexicalIndex
    imported: Scores


class Reranker:
    """A small network over the features of a candidate: a linear part and one hidden layer."""

    def __init__(self, tensors: Mapping[str, Scores]) -> None:
        self._tensors = tensors

    def logits(self, features: Scores) -> Scores:
        """Return one number a candidate, (n,), whose softmax is the chance of being the best.

        Raises StaleIndex when the model was fitted on other features.
        """
        told = self._tensors
        if features.shape[1] != len(told["mean"]):
            raise StaleIndex(f"the reranker reads {len(told['mean'])} features, not {features.shape[1]}: calibrate")
        x = np.clip((features - told["mean"]) * told["scale"], -CLIP, CLIP)
        hidden = np.maximum(x @ told["hidden"] + told["hidden_bias"], 0)
        return np.asarray(x @ told["linear"] + hidden @ told["out"], dtype=np.float32)


def chances(logits: Scores) -> Scores:
    """Return the softmax of logits, (n,)."""
    odds = np.exp(logits - logits.max(initial=-np.inf))
    return np.asarray(odds / max(float(odds.sum()), 1e-9), dtype=np.float32)


@cache
def fitted(path: Path = FITTED) -> Reranker:
    """Return the fitted model."""
    return Reranker(load_file(path))


def features(found: Candidates) -> Columns:
    """Return what the model reads of each candidate, (n,) by name."""
    said = read(found.query.whole, found.lexical, found.places)
    return {
        **_searched(found),
        **_covered(found, said),
        **_told(found),
        **_beside(found),
        "marks": misspelt(said, found.passages),
    }


def table(columns: Columns) -> Scores:
    """Return features as (n, features), in the order of their names."""
    return np.stack([np.asarray(columns[name], dtype=np.float32) for name in sorted(columns)], axis=1)


def _searched(found: Candidates) -> Columns:
    """Return the scores of the search: each over what a perfect match would score, and against the best."""
    mass = sum(found.lexical.idf(token) for token in dict.fromkeys(tokens(found.query.whole))) or 1.0
    columns = {"fused": found.fused, "fused_gap": found.fused - found.fused.max(initial=0)}
    for name in ("title", "questions", "body", "article", "nearest", "legal"):
        column = found.scores[name]
        columns[name] = column / mass
        columns[f"{name}_gap"] = column / max(float(column.max(initial=0)), 1e-6)
    for name in ("dense", "asked"):
        columns[name] = found.scores[name]
        columns[f"{name}_gap"] = found.scores[name] - found.scores[name].max(initial=-1)
    columns |= {name: found.scores[name] for name in ("place", "home", "law")}
    for name, column in found.questions.items():
        columns[f"asked_{name}"] = column
        columns[f"asked_{name}_gap"] = column - column.max(initial=0)
    return columns


def _covered(found: Candidates, said: Said) -> Columns:
    """Return which shares of the question's words each candidate holds, and of those only some of them hold."""
    shapes = [_shape(passage) for passage in found.passages]
    columns: Columns = {}
    for sort, own in (("words", said.syllables), ("pairs", said.pairs)):
        asked_for = said.tokens[own]
        rare = np.array([found.lexical.idf(token) for token in asked_for])
        text, heading = said.text[:, own], said.heading[:, own]
        for name, holds in (("whole", text | heading | said.questions[:, own]), ("text", text), ("heading", heading)):
            columns[f"{sort}_in_{name}"] = _share(holds, rare)
            if name != "heading":  # what all candidates hold tells none of them apart
                apart = rare * np.log((1 + len(shapes)) / (1 + holds.sum(axis=0))) if asked_for else rare
                columns[f"{sort}_only_in_{name}"] = _share(holds, apart)
    spoken = frozenset(said.tokens[said.syllables])
    columns["heading_asked"] = np.array([_asked_for(shape.heading, spoken, found) for shape in shapes])
    return columns


def _told(found: Candidates) -> Columns:
    """Return what each passage is, beside what is asked for."""
    query = found.query
    shapes = [_shape(passage) for passage in found.passages]
    wanted, sectors = asked(query.whole), query.sectors
    columns = dict(zip(_STILL, np.array([_still(p, found.documents[p.citation.document]) for p in found.passages]).T,
                       strict=True))  # fmt: skip
    year = query.on.year if query.on else 0
    columns["old_plan"] = np.array(
        [0 < (found.documents[p.citation.document].year or 0) < year for p in found.passages]
    )
    columns["gone"] = np.array([_gone(passage, query) for passage in found.passages])
    own = [shape.sector for shape in shapes]
    columns["sector_named"] = np.array([sector in sectors for sector in own])
    columns["sector_other"] = np.array([bool(sectors) and sector not in {*sectors, Sector.ANY} for sector in own])
    columns["sector_assumed"] = np.array([not sectors and sector is Sector.COMMUNE for sector in own])
    columns["sector_unasked"] = np.array([not sectors and sector not in _COMMON for sector in own])
    gives = [given(passage.text) for passage in found.passages] if wanted else []
    nothing = np.zeros(len(own), dtype=bool)
    for kind in AnswerKind:
        told = np.array([kind in kinds for kinds in gives], dtype=bool) if kind in wanted else nothing
        columns[f"gives_{kind}"], columns[f"lacks_{kind}"] = told, ~told if kind in wanted else nothing
    columns["imported"] = found.imported
    columns["length_asked"] = np.full(len(own), min(len(syllables(query.whole)), _LONGEST) / _LONGEST)
    return columns


_STILL = (
    "is_law",
    "is_decree",
    "is_plan",
    "amends",
    "changed",
    "length",
    "clause",
    "whole_article",
    "opens",
    "asked_of",
)
_COMMON = frozenset({Sector.COMMUNE, Sector.ANY})


def _still(passage: Passage, document: Document) -> tuple[float, ...]:
    """Return what is so of a passage whatever is asked, in the order of _STILL."""
    return _of_passage(passage, document.kind, bool(document.amends))


@lru_cache(maxsize=4096)
def _of_passage(passage: Passage, kind: Kind, amends: bool) -> tuple[float, ...]:
    clause = passage.citation.clause
    return (
        float(kind is Kind.LAW),
        float(kind is Kind.DECREE),
        float(kind is Kind.PLAN),
        float(amends),
        float(passage.validity.since is not None),
        math.log1p(len(passage.text)),
        min(int(clause), _COUNTED) / _COUNTED if clause.isdigit() else 0.0,
        float(not clause),
        float(clause == "1"),
        math.log1p(len(passage.questions)),
    )


def _gone(passage: Passage, query: Query) -> bool:
    """Return whether a wording was no longer law on the day asked about."""
    return bool(passage.validity.until and query.on and passage.validity.until < query.on)


def _beside(found: Candidates) -> Columns:
    """Return how the other clauses of the same article stand among the candidates."""
    places: dict[tuple[str, str], list[int]] = {}
    for number, passage in enumerate(found.passages):
        places.setdefault((passage.citation.document, passage.citation.article or passage.citation.section), []).append(
            number
        )
    count, best, first = (np.zeros(len(found.passages), dtype=np.float32) for _ in range(3))
    for numbers in places.values():
        for number in numbers:
            others = [found.fused[other] for other in numbers if other != number]
            count[number] = min(len(others), 5)
            best[number] = max(others, default=-2.0)
            first[number] = numbers[0] == number
    top = found.fused.max(initial=0)
    return {"siblings": count, "sibling_gap": np.where(best > -2, best - top, -2.0), "first_of_article": first}


@dataclass(frozen=True, slots=True)
class _Shape:
    """What a passage looks like, whatever is asked."""

    heading: frozenset[str]
    sector: Sector


@lru_cache(maxsize=4096)
def _shape(passage: Passage) -> _Shape:
    return _Shape(
        _interned(syllables(passage.heading)),
        sector_of(passage.headings),
    )


def _interned(found: Iterable[str]) -> frozenset[str]:
    return frozenset(map(intern, found))


def _share(holds: NDArray[np.bool_], weights: NDArray[np.float64]) -> Scores:
    return np.asarray(holds @ weights / max(float(weights.sum()), 1e-6) if weights.size else np.zeros(len(holds)))


def _asked_for(heading: frozenset[str], spoken: frozenset[str], found: Candidates) -> float:
    """Return which share of a heading's words the question says."""
    whole = sum(map(found.lexical.idf, heading))
    return sum(map(found.lexical.idf, heading & spoken)) / max(whole, 1e-6)
