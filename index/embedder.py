"""Text → unit vectors: the small model this project trained, read light, or any sentence-transformers model."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from safetensors import safe_open
from tokenizers import Tokenizer

from index.errors import EmbedderError
from index.pieces import Pieces

SHIPPED = Path(__file__).parent / "model"
OURS = "danbiet-static"  # with this begins the name of a model that scripts/train_embedder made
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
        self._folder = folder
        try:
            with safe_open(folder / _TABLE, framework="numpy") as tensors:
                self._scale: Vectors = tensors.get_tensor("scale")
                label = (tensors.metadata() or {}).get("name", "")
            self._rows: NDArray[np.int8] = _mapped(folder / _TABLE, "embedding.weight")
            # only of a model of ours is known how it reads; another has to read questions as it reads passages
            self._pieces = Pieces((folder / _PIECES).read_text(encoding="utf-8")) if label.startswith(OURS) else None
            pieces = len(self._pieces) if self._pieces else self._tokenizer.get_vocab_size()
            self.name = f"{label or folder.name}-{_digest(folder)}"
        except Exception as error:  # tokenizers and safetensors raise whatever they please, Exception itself too
            raise EmbedderError(f"cannot read the embedding model in {folder}: {error}") from error
        sizes = {pieces, len(self._rows), len(self._scale)}
        if len(sizes) > 1:
            raise EmbedderError(f"the pieces and the table of the model in {folder} are not of one size: {sizes}")
        self.dim = int(self._rows.shape[1])

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit row per text, shape (len(texts), dim); a zero row where there is nothing to read."""
        return self._vectors(found.ids for found in self._tokenizer.encode_batch_fast(texts, add_special_tokens=False))

    def ask(self, questions: Sequence[str]) -> Vectors:
        """Return one unit row per question, which is read as a passage is."""
        one = self._pieces.numbers(questions[0]) if self._pieces and len(questions) == 1 else None
        return self.encode(questions) if one is None else self._vectors([one])

    def _vectors(self, numbers: Iterable[Sequence[int]]) -> Vectors:
        rows = [self._scale[found] @ self._rows[found].astype(np.float32) for found in map(list, numbers)]
        return unit(np.array(rows, dtype=np.float32).reshape(-1, self.dim))

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        """Return the tokenizer, which only long texts and rare letters need: it takes 60 MB."""
        return Tokenizer.from_file(str(self._folder / _PIECES))


def open_embedder(name: str | None = None) -> Embedder:
    """Return the shipped model (None), one trained like it (its folder), or a sentence-transformers model."""
    if name is None:
        return StaticEmbedder(SHIPPED)
    folder = Path(name)
    if folder.is_dir() and not (folder / "modules.json").exists() and not (folder / "config.json").exists():
        return StaticEmbedder(folder)
    from index.hub import HubEmbedder  # noqa: PLC0415 - knows this module

    return HubEmbedder(name)


def _mapped(path: Path, name: str) -> NDArray[np.int8]:
    """Return a tensor of a safetensors file, of which only what is read comes into memory."""
    with path.open("rb") as content:
        size = int.from_bytes(content.read(8), "little")
        told = json.loads(content.read(size))[name]
    start = 8 + size + told["data_offsets"][0]
    return np.memmap(path, dtype=np.int8, mode="r", offset=start, shape=tuple(told["shape"])).view(np.ndarray)


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
