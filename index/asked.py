"""The everyday questions, each searched by itself: the nearest one leads to its passage."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.document import Passage
from index.lexical import LexicalIndex
from index.text import tokens
from index.vectors import Matrix, VectorIndex

_FIELD = ("nearest",)
_NEAR = 200  # questions whose cosine is exact
_THREE = 3  # nearest questions of a passage whose mean counts
_STEEP, _VOTES = 12.0, 20.0  # a question at cosine 0.75 has a vote of one


class AskedIndex:
    """Everyday questions by words and by meaning, and the passages each of them leads to."""

    def __init__(self, lexical: LexicalIndex, vectors: VectorIndex, owners: NDArray[np.int64]) -> None:
        self.lexical = lexical
        self._vectors = vectors
        self._owners = owners
        self._shared = np.bincount(owners[:, 0]) > 1 if owners.size else np.zeros(0, dtype=bool)
        order = np.argsort(owners[:, 1], kind="stable")
        self._by_passage = owners[order, 0]
        last = int(owners[:, 1].max(initial=0))
        # the first question of each passage among these; of one more passage, which stands for all that have none
        self._starts = np.searchsorted(owners[order, 1], np.arange(last + 3))
        self._led = np.flatnonzero(np.diff(self._starts))

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
        self.lexical.save(folder)
        self._vectors.save(folder / "questions.faiss")
        np.save(folder / "owners.npy", self._owners)

    def scores(self, wanted: Sequence[str], vector: Matrix, count: int) -> "AskedScores":
        """Return how near each question is, and the nearest of each of count passages; vector is (1, dim)."""
        cosines = self._vectors.scores(vector, _NEAR)
        words = self.lexical.scores(wanted)[_FIELD[0]]
        best = np.zeros((2, count), dtype=np.float32)  # imported passages follow, no question leads to them
        if self._led.size:
            for row, scores in zip(best, (words, cosines), strict=True):
                row[self._led] = np.maximum.reduceat(scores[self._by_passage], self._starts[self._led])
        np.maximum(best, 0, out=best)
        return AskedScores(best[0], best[1], words, cosines)

    def of(self, places: Sequence[int], found: "AskedScores") -> dict[str, Matrix]:
        """Return what the questions of each of some passages tell, (n,) by name.

        `own` and `own_words` are the best cosine and BM25 score of the questions that lead to this passage alone,
        `three` the mean cosine of its three nearest, `votes` how many near ones it has, weighed by their nearness.
        """
        count, known = len(places), np.minimum(places, len(self._starts) - 2)
        starts, ends = self._starts[known], self._starts[known + 1]
        of = np.repeat(np.arange(count), ends - starts)
        if not of.size:
            return dict.fromkeys(("own", "own_words", "three", "votes"), np.zeros(count, dtype=np.float32))
        first = np.cumsum(ends - starts) - (ends - starts)
        numbers = self._by_passage[np.arange(of.size) + np.repeat(starts - first, ends - starts)]
        cosines, alone = found.cosines[numbers], ~self._shared[numbers]
        best = np.zeros((2, count), dtype=np.float32)
        np.maximum.at(best[0], of[alone], cosines[alone])
        np.maximum.at(best[1], of[alone], found.words[numbers[alone]])
        order = np.lexsort((-cosines, of))
        near = order[np.arange(of.size) - np.repeat(first, ends - starts) < _THREE]
        counted = np.bincount(of[near], minlength=count)
        three = np.bincount(of[near], cosines[near], count) / np.maximum(counted, 1)
        votes = np.log1p(_VOTES * np.bincount(of, np.exp(_STEEP * (cosines - 1)), count))
        words = best[1] / max(float(found.words.max(initial=0)), 1e-6)
        return {"own": best[0], "own_words": words, "three": three, "votes": votes}


@dataclass(frozen=True, slots=True)
class AskedScores:
    """The nearest question of each passage by words and by meaning, (passages,); every question's, (questions,)."""

    nearest: Matrix
    asked: Matrix
    words: Matrix
    cosines: Matrix


def questions(passages: Sequence[Passage]) -> list[str]:
    """Return every everyday question once; at least one, possibly empty, text."""
    return list(dict.fromkeys(text for passage in passages for text in passage.questions)) or [""]
