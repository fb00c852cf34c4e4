"""Known messages of each kind nearest to a question: everyday questions, and what people ask that we do not hold."""

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.errors import BadManifest
from index.reader import read
from index.scope import CLASSES, OUTCOMES
from index.vectors import VectorIndex

Matrix = NDArray[np.float32]
RANKS = (1, 3)
_NEAR = 64  # neighbours whose cosine is exact


class Neighbours:
    """Messages that no text of ours answers, as vectors, and their kinds, (n,) numbers of CLASSES."""

    def __init__(self, vectors: VectorIndex, kinds: NDArray[np.int64]) -> None:
        self._vectors = vectors
        self._kinds = kinds

    @classmethod
    def load(cls, folder: Path) -> "Neighbours":
        """Return the neighbours that `save` wrote into folder."""
        return cls(VectorIndex.load(folder / "neighbours.faiss"), np.load(folder / "kinds.npy"))

    def save(self, folder: Path) -> None:
        """Write the neighbours into folder."""
        self._vectors.save(folder / "neighbours.faiss")
        np.save(folder / "kinds.npy", self._kinds)

    def nearest(self, vector: Matrix, asked: Matrix, without: int | None = None) -> dict[str, float]:
        """Return for each kind the cosine of its nearest and third nearest message, and how much nearer ours is.

        vector is (1, dim), `asked` the cosines of the everyday questions; `without` leaves one message out.
        """
        cosines = self._vectors.scores(vector, _NEAR)
        if without is not None:
            cosines[without] = -1.0
        found = {}
        for kind, name in enumerate(CLASSES):
            own = cosines[self._kinds == kind] if kind else asked
            few = min(RANKS[-1], len(own))
            best = np.sort(np.partition(own, len(own) - few)[len(own) - few :])[::-1] if few else own
            for rank in RANKS:
                found[f"near_{name}_{rank}"] = float(best[rank - 1]) if len(best) >= rank else 0.0
        found["nearer"] = max(0.0, found["near_answerable_1"] - found["near_elsewhere_1"])
        return found


def other_messages(folder: Path) -> list[tuple[str, int]]:
    """Return the messages of scope.jsonl that no text of ours answers, each with the number of its kind.

    Raises UnreadableFile or BadManifest naming the line.
    """
    path = folder / "scope.jsonl"
    messages = []
    for number, line in enumerate(read(path).splitlines(), 1):
        try:
            row = json.loads(line)
            messages.append((str(row["text"]), CLASSES.index(OUTCOMES[row["expect"]])))
        except (ValueError, KeyError, TypeError) as error:
            raise BadManifest(f"{path.name}, line {number}: {error}") from error
    return messages
