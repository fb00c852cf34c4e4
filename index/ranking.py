"""How the scores of a passage become one; the weights are fitted by scripts/calibrate."""

import json
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FITTED = Path(__file__).parent / "model" / "ranking.json"
_WORDS = frozenset({"title", "questions", "body", "article", "nearest", "legal", "topic"})
_MEANING = frozenset({"dense", "asked"})
_IMPORTS = 10  # imported passages among the candidates, where ours are to be had
_BESIDE = 0.5  # imported passages for each of ours when the reranker was fitted
Scores = NDArray[np.float32]


class Way(StrEnum):
    """How far a ranking goes: by words alone, by meaning alone, by both, or put in order once more."""

    LEXICAL = "lexical"
    DENSE = "dense"
    FUSED = "fused"
    RERANKED = "reranked"


@cache
def fitted(path: Path = FITTED) -> Mapping[str, float]:
    """Return the fitted weights by name: the fields, legal, topic, dense, asked, sector, place, home, law, imported."""
    weights: dict[str, float] = json.loads(path.read_text(encoding="utf-8"))
    return weights


def weights_of(way: Way, weights: Mapping[str, float]) -> Mapping[str, float]:
    """Return the weights with which a ranking goes that way: what it does not read weighs nothing."""
    silent = {Way.LEXICAL: _MEANING, Way.DENSE: _WORDS}.get(way, frozenset())
    return {name: 0.0 if name in silent else weight for name, weight in weights.items()}


def heard(total: Scores, imported: NDArray[np.bool_], count: int) -> list[int]:
    """Return the places of at most count finite scores, highest first, the first of equals first.

    Where ours are to be had no more than ten are of imported texts: ours are heard beside all the law there is.
    """
    own = _best(total, np.flatnonzero(~imported), count)
    # what is worse than the last of ours cannot come before it, and only few of a large library are better
    least = total[own[-1]] if len(own) == count else -np.inf
    others = _best(total, np.flatnonzero(imported & (total >= least)), max(_IMPORTS, count - len(own)))
    places = np.sort(np.concatenate([own, others]))
    return [int(place) for place in places[np.argsort(-total[places], kind="stable")][:count]]


def rarer(imported: NDArray[np.bool_]) -> float:
    """Return by how much less the log odds are that an imported passage is meant than when the reranker was fitted.

    Of a thousand texts the best one looks good by chance.
    """
    count = int(imported.sum())
    return max(0.0, float(np.log(count / max(len(imported) - count, 1) / _BESIDE))) if count else 0.0


def _best(total: Scores, places: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Return those of places with the highest finite scores, highest first; only these are sorted."""
    places = places[np.isfinite(total[places])]
    if len(places) > count:
        places = places[total[places] >= np.partition(total[places], -count)[-count]]
    return np.asarray(places[np.argsort(-total[places], kind="stable")][:count])
