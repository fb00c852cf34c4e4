"""Nearest vectors by inner product; nothing else knows faiss."""

from collections.abc import Sequence
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]
# Waking a second thread for one question costs a hundred times the search.
faiss.omp_set_num_threads(1)


class VectorIndex:
    """Unit vectors, eight bits a dimension, searched flat: exact enough and fast enough up to a million.

    They may stand in several parts, which follow one another.
    """

    def __init__(self, *parts: faiss.Index) -> None:
        self._parts: Sequence[faiss.Index] = parts

    @classmethod
    def build(cls, vectors: Matrix) -> "VectorIndex":
        """Return an index over vectors, (n, dim) unit rows."""
        index = faiss.IndexScalarQuantizer(vectors.shape[1], faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT)
        index.train(vectors)
        index.add(vectors)
        return cls(index)

    @classmethod
    def load(cls, *paths: Path) -> "VectorIndex":
        """Return the index of what `save` wrote to each path, in that order."""
        return cls(*(faiss.read_index(str(path)) for path in paths))

    def save(self, path: Path) -> None:
        """Write the only part of an index just built to path."""
        faiss.write_index(self._parts[0], str(path))

    def scores(self, query: Matrix, nearest: int | None = None) -> Matrix:
        """Return the inner product of one query (1, dim) with every vector, (n,).

        With `nearest` only so many of each part are exact; all others count as the farthest of these, which is faster.
        """
        found = [_scores(part, query, nearest) for part in self._parts]
        return found[0] if len(found) == 1 else np.concatenate(found)


def _scores(index: faiss.Index, query: Matrix, nearest: int | None) -> Matrix:
    total = index.ntotal
    values, places = index.search(query, min(nearest or total, total))
    found = places[0] >= 0  # faiss pads with -1
    scores = np.full(total, values[0][found].min(initial=1.0), dtype=np.float32)
    scores[places[0][found]] = values[0][found]
    return scores
