"""The figures of an evaluation as a picture: how sure the search is against how often it is right, and hits by way."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("Agg")
mpl.rcParams["svg.hashsalt"] = "danbiet"  # the same figures give the same file

import matplotlib.pyplot as plt  # noqa: E402

_DEPTHS = (1, 3, 5, 10)


def plot(figures: Mapping[str, Any], path: Path) -> None:
    """Write the reliability of the confidences, and hit@k of every way of ranking, to an SVG file."""
    canvas, (left, right) = plt.subplots(1, 2, figsize=(10, 4.2), layout="constrained")
    bins = figures["abstention"]["reliability"]
    left.plot([0, 1], [0, 1], color="0.7", linewidth=1)
    left.scatter(
        [one["said"] for one in bins], [one["answerable"] for one in bins], s=[20 + one["n"] for one in bins], alpha=0.7
    )
    for one in bins:
        left.annotate(str(one["n"]), (one["said"], one["answerable"]), xytext=(6, -10), textcoords="offset points")
    left.set(xlabel="said: the texts answer", ylabel="they do", title=_title(figures), xlim=(0, 1), ylim=(0, 1))
    for name, row in figures["ways"].items():
        if "stripped" not in name:
            right.plot(_DEPTHS, [row[f"hit@{depth}"]["value"] for depth in _DEPTHS], marker="o", label=name)
    right.set(xlabel="k", ylabel="hit@k", title="a right passage among the first k", xticks=_DEPTHS)
    right.legend(loc="lower right")
    canvas.savefig(path, metadata={"Date": None})
    plt.close(canvas)


def _title(figures: Mapping[str, Any]) -> str:
    return f"confidence of {figures['n']} questions, error {figures['abstention']['calibration_error']:.3f}"
