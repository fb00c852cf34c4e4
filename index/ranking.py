"""How the scores of a passage become one; the weights are fitted by scripts/calibrate."""

import json
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path

FITTED = Path(__file__).parent / "model" / "ranking.json"
_WORDS = frozenset({"title", "questions", "body", "article", "nearest", "legal", "topic"})
_MEANING = frozenset({"dense", "asked"})


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
