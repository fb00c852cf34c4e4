"""The everyday questions, each searched by itself: the nearest one leads to its passage."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.document import Passage
from index.lexical import LexicalIndex
from index.text import tokens
from index.vectors import Matrix, VectorIndex

_FIELD = ("nearest",)
_NEAR = 400  # questions whose cosine is exact


class AskedIndex:
    """Everyday questions by words and by meaning, and the passages each of them leads to."""

    def __init__(self, lexical: LexicalIndex, vectors: VectorIndex, owners: NDArray[np.int64]) -> None:
        self._lexical = lexical
        self._vectors = vectors
        self._owners = owners

    @classmethod
    def build(cls, passages: Sequence[Passage], vectors: Matrix) -> "AskedIndex":
        """Return the index of `questions(passages)`, whose vectors are given in that order."""
        texts = questions(passages)
        places = {text: place for place, text in enumerate(texts)}
        owners = [(places[text], place) for place, passage in enumerate(passages) for text in passage.questions]
        lexical = LexicalIndex.build({_FIELD[0]: [tokens(text) for text in texts]})
        return cls(lexical, VectorIndex.build(vectors), np.array(owners, dtype=np.int64).reshape(-1, 2))

    @classmethod
    def load(cls, folder: Path) -> "AskedIndex":
        """Return the index that `save` wrote into folder."""
        vectors = VectorIndex.load(folder / "questions.faiss")
        return cls(LexicalIndex.load(folder, fields=_FIELD), vectors, np.load(folder / "owners.npy"))

    def save(self, folder: Path) -> None:
        """Write the index into folder."""
        self._lexical.save(folder)
        self._vectors.save(folder / "questions.faiss")
        np.save(folder / "owners.npy", self._owners)

    def scores(self, wanted: Sequence[str], vector: Matrix, count: int) -> tuple[Matrix, Matrix, Matrix]:
        """Return for each of count passages its nearest question's BM25 score and cosine, and every question's cosine.

        vector is (1, dim).
        """
        cosines = self._vectors.scores(vector, _NEAR)
        found = (self._lexical.scores(wanted)[_FIELD[0]], cosines)
        best = np.zeros((2, count), dtype=np.float32)  # imported passages follow, no question leads to them
        if self._owners.size:
            for row, scores in zip(best, found, strict=True):
                np.maximum.at(row, self._owners[:, 1], scores[self._owners[:, 0]])
        return best[0], best[1], cosines


def questions(passages: Sequence[Passage]) -> list[str]:
    """Return every everyday question once; at least one, possibly empty, text."""
    return list(dict.fromkeys(text for passage in passages for text in passage.questions)) or [""]
