"""Texts to vectors, each text once: what the live index has read already is not read again."""

from collections.abc import Callable, Iterable, Sequence
from hashlib import blake2b
from pathlib import Path

import numpy as np

from index.embedder import Embedder, Vectors

_BATCH = 64
_VECTORS, _DIGESTS = "read.vectors.npy", "read.digests.npy"
_WIDTH = 16  # bytes of a digest
_ASKED = b"?\0"  # before a question, which is not kept as the passage of the same words


def _silent(_characters: int) -> None:
    """Tell nobody."""


class Reader:
    """Reads texts with a model and remembers in each folder of an index what it made of them."""

    def __init__(self, embedder: Embedder, earlier: Iterable[Path] = (), told: Callable[[int], None] = _silent) -> None:
        """Know what was read into `earlier` folders, and into all below them; `told` hears of characters read."""
        self._embedder = embedder
        self._told = told
        self._vectors: list[Vectors] = []
        self._known: dict[bytes, tuple[int, int]] = {}
        for digests in sorted(path for folder in earlier for path in folder.rglob(_DIGESTS)):
            vectors = np.load(digests.with_name(_VECTORS), mmap_mode="r")
            for row, digest in enumerate(np.load(digests)):
                self._known[digest.tobytes()] = len(self._vectors), row
            self._vectors.append(vectors)

    def read(self, texts: Sequence[str], folder: Path, *, asked: bool = False) -> Vectors:
        """Return one unit row per text, (len(texts), dim), and keep them in folder, which is made.

        `asked` tells that they are questions, which some models read in another way.
        """
        encode = self._embedder.ask if asked else self._embedder.encode
        folder.mkdir(parents=True, exist_ok=True)
        kind = _ASKED if asked else b""
        digests = [blake2b(kind + text.encode(), digest_size=_WIDTH).digest() for text in texts]
        # half precision is finer than the index, and what was kept must be what was made
        rows = np.lib.format.open_memmap(folder / _VECTORS, "w+", np.float16, (len(texts), self._embedder.dim))
        for start in range(0, len(texts), _BATCH):
            places = range(start, min(start + _BATCH, len(texts)))
            unknown = [place for place in places if digests[place] not in self._known]
            if unknown:
                rows[unknown] = encode([texts[place] for place in unknown])
            for place in set(places) - set(unknown):
                number, row = self._known[digests[place]]
                rows[place] = self._vectors[number][row]
            self._told(sum(len(texts[place]) for place in places))
        rows.flush()
        np.save(folder / _DIGESTS, np.frombuffer(b"".join(digests), dtype=np.uint8).reshape(-1, _WIDTH))
        return np.asarray(rows, dtype=np.float32)
