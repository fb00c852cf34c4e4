"""The weights of the fused score: a random walk for the best mean reciprocal rank."""

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from calibration_cases import SEED, Case, answers, article
from numpy.typing import NDArray

from index.query import Parts
from index.search import Index

TUNED = ("title", "questions", "body", "article", "nearest", "legal", "dense", "asked", "sector", "place", "law")
IMPORTED = ("imported_words", "imported_meaning")
_DEPTH = 10


@dataclass(frozen=True, slots=True)
class Known:
    """The parts of every passage's score for one question, and which passages answer it."""

    parts: Parts
    exact: NDArray[np.bool_]
    article: NDArray[np.bool_]


def known(index: Index, case: Case) -> Known:
    """Return what the walk reads of a case."""
    passages = tuple(index.corpus.passages)
    return Known(index.parts(case.query), answers(passages, case.gold), answers(passages, article(case.gold)))


def fit(
    groups: Sequence[Sequence[Known]], weights: Mapping[str, float], rounds: int, names: Sequence[str] = TUNED
) -> dict[str, float]:
    """Return weights, those named changed so that right clause and article stand best; the groups count alike."""
    best = dict(weights)
    score = _quality(groups, best)
    print(f"weights: {[len(group) for group in groups]} questions; mean MRR of clause and article {score:.4f}", end="")
    chance = random.Random(SEED)
    for _ in range(rounds):
        trial = dict(best)
        for name in chance.sample(names, min(len(names), chance.choice((1, 1, 2, 3)))):
            trial[name] = round(max(0.0, trial[name] * math.exp(chance.gauss(0, 0.4)) + chance.gauss(0, 0.02)), 4)
        if (found := _quality(groups, trial)) > score:
            best, score = trial, found
    print(f" → {score:.4f}  {best}")
    return best


def _quality(groups: Sequence[Sequence[Known]], weights: Mapping[str, float]) -> float:
    return sum(_mean_reciprocal_rank(group, weights) for group in groups) / len(groups)


def _mean_reciprocal_rank(group: Sequence[Known], weights: Mapping[str, float]) -> float:
    total = 0.0
    for one in group:
        scores = Index.fuse(one.parts, weights)
        few = np.argpartition(-scores, _DEPTH)[:_DEPTH]
        order = few[np.argsort(-scores[few], kind="stable")]
        for wanted in (one.exact, one.article):
            ranks = np.flatnonzero(wanted[order])
            total += 1 / (1 + int(ranks[0])) if ranks.size else 0.0
    return total / (2 * len(group))
