"""Figures with the interval in which they may lie. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Figures = dict[str, Any]

SEED = 2026
_ROUNDS = 2_000  # of the bootstrap: the ends of an interval then stand to about 0.002


def means(rows: Sequence[Mapping[str, float]]) -> Figures:
    """Return the mean of each named value over rows."""
    return {name: mean([row[name] for row in rows]) for name in (rows[0] if rows else ())}


def mean(values: Sequence[float]) -> Figures:
    """Return the mean of values with its interval."""
    return ratio(np.array(values, dtype=np.float64), np.ones(len(values)))


def ratio(above: NDArray[np.float64], below: NDArray[np.float64]) -> Figures:
    """Return Σ above / Σ below with its 95 % bootstrap interval over rows; nulls where nothing is below."""
    if not below.sum():
        return {"value": None, "low": None, "high": None, "n": 0}
    chosen = np.random.default_rng(SEED).integers(len(below), size=(_ROUNDS, len(below)))
    under = below[chosen].sum(axis=1)
    drawn = above[chosen].sum(axis=1)[under > 0] / under[under > 0]
    low, high = np.percentile(drawn, (2.5, 97.5))
    figures = {"value": above.sum() / below.sum(), "low": low, "high": high}
    return {name: round(float(value), 4) for name, value in figures.items()} | {"n": int(np.count_nonzero(below))}


def latency(times: Sequence[float]) -> Figures:
    """Return the median and the 95th percentile of times in ms."""
    return {f"p{part}": round(float(np.percentile(times, part)), 3) if times else 0.0 for part in (50, 95)}
