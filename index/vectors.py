"""Nearest vectors by inner product; nothing else knows faiss."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]
_MOST = 127  # of eight bits with a sign
# Waking a second thread for one question costs a hundred times the search.
faiss.omp_set_num_threads(1)


@dataclass(frozen=True, slots=True)
class _Part:
    """Whole numbers from -127 to 127, and how many of them make one."""

    index: faiss.Index
    scale: float


class VectorIndex:
    """Unit vectors, eight bits a dimension, searched flat: exact enough and fast enough up to a million.

    They may stand in several parts, which follow one another.
    """

    def __init__(self, *parts: _Part) -> None:
        self._parts: Sequence[_Part] = parts

    @classmethod
    def build(cls, vectors: Matrix) -> "VectorIndex":
        """Return an index over vectors, (n, dim) unit rows."""
        # faiss multiplies whole numbers with whole numbers four times as fast as those it has to decode
        kind = faiss.ScalarQuantizer.QT_8bit_direct_signed
        index = faiss.IndexScalarQuantizer(vectors.shape[1], kind, faiss.METRIC_INNER_PRODUCT)
        whole, scale = _whole(vectors)
        index.train(whole)
        index.add(whole)
        return cls(_Part(index, scale))

    @classmethod
    def load(cls, *paths: Path) -> "VectorIndex":
        """Return the index of what `save` wrote to each path, in that order."""
        return cls(*(_Part(faiss.read_index(str(path)), float(np.load(_scale_file(path)))) for path in paths))

    def save(self, path: Path) -> None:
        """Write the only part of an index just built to path, and beside it."""
        faiss.write_index(self._parts[0].index, str(path))
        np.save(_scale_file(path), self._parts[0].scale)

    def scores(self, query: Matrix, nearest: int | None = None) -> Matrix:
        """Return the inner product of one query (1, dim) with every vector, (n,).

        With `nearest` only so many of each part are exact; all others count as the farthest of these, which is faster.
        """
        whole, scale = _whole(query)
        found = [_scores(part.index, whole, nearest) / np.float32(part.scale * scale) for part in self._parts]
        return found[0] if len(found) == 1 else np.concatenate(found)


def _whole(vectors: Matrix) -> tuple[Matrix, float]:
    """Return vectors as whole numbers, and what they were multiplied by."""
    scale = _MOST / max(float(np.abs(vectors).max(initial=0)), 1e-9)
    return np.rint(vectors * np.float32(scale)), scale


def _scale_file(path: Path) -> Path:
    return path.with_name(f"{path.name}.scale.npy")


def _scores(index: faiss.Index, query: Matrix, nearest: int | None) -> Matrix:
    total = index.ntotal
    values, places = index.search(query, min(nearest or total, total))
    found = places[0] >= 0  # faiss pads with -1
    farthest = values[0][found].min() if found.any() else 0
    scores = np.full(total, farthest, dtype=np.float32)
    scores[places[0][found]] = values[0][found]
    return scores
