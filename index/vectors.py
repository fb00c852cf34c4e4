"""Nearest vectors by inner product; nothing else knows faiss."""

from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]
# Waking a second thread for one question costs a hundred times the search.
faiss.omp_set_num_threads(1)


class VectorIndex:
    """Unit vectors, eight bits a dimension, searched flat: exact enough and fast enough up to a million."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index

    @classmethod
    def build(cls, vectors: Matrix) -> "VectorIndex":
        """Return an index over vectors, (n, dim) unit rows."""
        index = faiss.IndexScalarQuantizer(vectors.shape[1], faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT)
        index.train(vectors)
        index.add(vectors)
        return cls(index)

    @classmethod
    def load(cls, path: Path) -> "VectorIndex":
        """Return the index that `save` wrote."""
        return cls(faiss.read_index(str(path)))

    def save(self, path: Path) -> None:
        """Write the index to path."""
        faiss.write_index(self._index, str(path))

    def scores(self, query: Matrix, nearest: int | None = None) -> Matrix:
        """Return the inner product of one query (1, dim) with every vector, (n,).

        With `nearest` only so many are exact; all others count as the farthest of these, which is faster.
        """
        total = self._index.ntotal
        values, places = self._index.search(query, min(nearest or total, total))
        found = places[0] >= 0  # faiss pads with -1
        scores = np.full(total, values[0][found].min(initial=1.0), dtype=np.float32)
        scores[places[0][found]] = values[0][found]
        return scores
