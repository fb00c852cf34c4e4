"""Whether what is known is told from what is not: by how sure the search was of each question. Pure."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.evaluation.figures import Figures, mean

ANSWERED = 0.95  # of what can be answered: the working point at which false answers are counted
BINS = 10  # of the reliability diagram

Sure = NDArray[np.float64]


def abstention(known: Sequence[float], unknown: Sequence[float]) -> Figures:
    """Return how well confidences of answerable questions stand above those of others.

    AUROC; the share of the others that would be answered where 95 % of the answerable are; the confidence needed there.
    """
    inside, outside = np.array(known, dtype=np.float64), np.array(unknown, dtype=np.float64)
    if not inside.size or not outside.size:
        return {"n": len(outside), "auroc": None, "false_answers": mean([]), "limit": None}
    limit = float(np.sort(inside)[int((1 - ANSWERED) * len(inside))])
    return {
        "n": len(outside),
        "auroc": round(_auroc(inside, outside), 4),
        "false_answers": mean([float(one >= limit) for one in outside]),
        "limit": round(limit, 4),
    }


def reliability(sure: Sequence[float], right: Sequence[bool]) -> list[Figures]:
    """Return for each tenth of confidence how many questions lie there, their mean and how many were answerable."""
    said, held = np.array(sure, dtype=np.float64), np.array(right, dtype=np.float64)
    bins = np.minimum((said * BINS).astype(int), BINS - 1)
    return [
        {"n": int((bins == one).sum()), "said": round(float(said[bins == one].mean()), 4),
         "answerable": round(float(held[bins == one].mean()), 4)}
        for one in range(BINS)
        if (bins == one).any()
    ]  # fmt: skip


def calibration_error(bins: Sequence[Figures]) -> float | None:
    """Return the expected calibration error of `reliability`: the mean gap of said and true, weighted by n."""
    total = sum(one["n"] for one in bins)
    gaps = sum(one["n"] * abs(one["said"] - one["answerable"]) for one in bins)
    return round(gaps / total, 4) if total else None


def _auroc(inside: Sure, outside: Sure) -> float:
    """Return the chance that one of inside stands above one of outside, equals counting half."""
    ordered = np.sort(outside)
    below, upto = np.searchsorted(ordered, inside, "left"), np.searchsorted(ordered, inside, "right")
    return float((below + upto).mean() / 2 / len(ordered))
