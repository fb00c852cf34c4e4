"""How the scores of a passage become one; the weights are fitted by scripts/calibrate."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FITTED = Path(__file__).parent / "model" / "ranking.json"


@cache
def fitted(path: Path = FITTED) -> Mapping[str, float]:
    """Return the fitted weights by name: the fields, legal, topic, dense, asked, marks, sector, place, home, law."""
    weights: dict[str, float] = json.loads(path.read_text(encoding="utf-8"))
    return weights
