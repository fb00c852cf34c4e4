"""Text → unit vectors: the small model this project trained, read light, or any sentence-transformers model."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from safetensors import safe_open
from tokenizers import Tokenizer

from index.errors import EmbedderError

SHIPPED = Path(__file__).parent / "model"
_TABLE, _PIECES = "model.safetensors", "tokenizer.json"

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """What turns texts into vectors; the name changes when the vectors would."""

    name: str
    dim: int

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit row per passage, shape (len(texts), dim); a zero row where there is nothing to read."""
        ...

    def ask(self, questions: Sequence[str]) -> Vectors:
        """Return one unit row per question, shape (len(questions), dim), for finding passages and other questions."""
        ...


class StaticEmbedder:
    """The mean of a table's rows, one row a piece of text; needs neither torch nor sentence-transformers."""

    def __init__(self, folder: Path) -> None:
        """Read tokenizer.json and model.safetensors (int8 rows, one float32 scale each); EmbedderError if broken."""
        try:
            self._tokenizer = Tokenizer.from_file(str(folder / _PIECES))
            with safe_open(folder / _TABLE, framework="numpy") as tensors:
                self._rows: NDArray[np.int8] = tensors.get_tensor("embedding.weight")
                self._scale: Vectors = tensors.get_tensor("scale")
                label = (tensors.metadata() or {}).get("name", folder.name)
            self.name = f"{label}-{_digest(folder)}"
        except Exception as error:  # tokenizers and safetensors raise whatever they please, Exception itself too
            raise EmbedderError(f"cannot read the embedding model in {folder}: {error}") from error
        sizes = {self._tokenizer.get_vocab_size(), len(self._rows), len(self._scale)}
        if len(sizes) > 1:
            raise EmbedderError(f"the pieces and the table of the model in {folder} are not of one size: {sizes}")
        self.dim = int(self._rows.shape[1])

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit row per text, shape (len(texts), dim); a zero row where there is nothing to read."""
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        for place, found in enumerate(self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)):
            ids = found.ids
            if ids:
                vectors[place] = self._scale[ids] @ self._rows[ids].astype(np.float32)
        return unit(vectors)

    def ask(self, questions: Sequence[str]) -> Vectors:
        """Return one unit row per question, which is read as a passage is."""
        return self.encode(questions)


def open_embedder(name: str | None = None) -> Embedder:
    """Return the shipped model (None), one trained like it (its folder), or a sentence-transformers model."""
    if name is None:
        return StaticEmbedder(SHIPPED)
    folder = Path(name)
    if folder.is_dir() and not (folder / "modules.json").exists() and not (folder / "config.json").exists():
        return StaticEmbedder(folder)
    from index.hub import HubEmbedder  # noqa: PLC0415 - knows this module

    return HubEmbedder(name)


def unit(vectors: Vectors) -> Vectors:
    """Return rows made unit length; a zero row stays one."""
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(length, 1e-12), dtype=np.float32)


def _digest(folder: Path) -> str:
    """Return eight digits that change with the weights or the pieces, so that an index of another model is noticed."""
    digest = hashlib.sha256()
    for name in (_TABLE, _PIECES):
        with (folder / name).open("rb") as content:
            digest.update(hashlib.file_digest(content, "sha256").digest())
    return digest.hexdigest()[:8]
