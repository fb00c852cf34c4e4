"""Models of sentence-transformers, by their folder or their name on the hub: embedders and cross-encoders."""

import hashlib
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from index.embedder import Vectors, unit
from index.errors import EmbedderError, MissingModels

_PROFILES = Path(__file__).with_name("models.toml")
_WEIGHTS = frozenset({".safetensors", ".bin"})
_SETTINGS = frozenset({".json", ".txt", ".model"})  # pieces, pooling, prompts: they change the vectors too


@dataclass(frozen=True, slots=True)
class Profile:
    """How a family of models was trained: what stands before a question and a passage, and what a vector is made of."""

    name: str = ""
    question: str = ""
    passage: str = ""
    pooling: str = "mean"
    pieces: int = 0  # the most that are read of a text, 0 for the model's own limit


def profile(name: str) -> Profile:
    """Return the profile for the name or the folder of a model; an empty one for a family that is not known."""
    rows = tomllib.loads(_PROFILES.read_text(encoding="utf-8"))["model"]
    return next((Profile(**row) for row in rows if row["name"].lower() in name.lower()), Profile())


class HubEmbedder:
    """Any sentence-transformers model."""

    def __init__(self, name: str) -> None:
        """Load the model; EmbedderError if the library is not installed or the model cannot be had."""
        library = _library(name)
        known, folder = profile(name), Path(name)
        try:
            self._model = _bare(folder, known) if _is_bare(folder) else library.SentenceTransformer(name)
            if known.pieces:
                self._model.max_seq_length = min(known.pieces, self._model.max_seq_length or known.pieces)
            self.dim = int(self._model.get_embedding_dimension() or 0)
        except Exception as error:  # each family of models fails in its own way
            raise EmbedderError(f"cannot load the embedding model {name}: {error}") from error
        own = {key: text for key, text in (self._model.prompts or {}).items() if text}
        self._question = own.get("query", known.question)
        self._passage = own.get("document", own.get("passage", known.passage))
        self.name = f"{folder.name}-{_digest(folder)}" if folder.is_dir() else name

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit row per passage, shape (len(texts), dim); a zero row where there is nothing to read."""
        return self._encoded(texts, self._passage)

    def ask(self, questions: Sequence[str]) -> Vectors:
        """Return one unit row per question, shape (len(questions), dim), for finding passages and other questions."""
        return self._encoded(questions, self._question)

    def _encoded(self, texts: Sequence[str], prompt: str) -> Vectors:
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        written = [place for place, text in enumerate(texts) if text.strip()]
        if written:
            vectors[written] = self._model.encode(
                [texts[place] for place in written], prompt=prompt or None, show_progress_bar=False
            )
        return unit(vectors)


class CrossEncoder:
    """A model that reads a question and a passage together: slow, for the few best passages only."""

    def __init__(self, name: str) -> None:
        """Load the model; EmbedderError if the library is not installed or the model cannot be had."""
        library = _library(name)
        try:
            self._model = library.CrossEncoder(name)
        except Exception as error:
            raise EmbedderError(f"cannot load the cross-encoder {name}: {error}") from error

    def scores(self, question: str, passages: Sequence[str]) -> Vectors:
        """Return how well each passage answers the question, (len(passages),), higher is better."""
        if not passages:
            return np.zeros(0, dtype=np.float32)
        found = self._model.predict([(question, passage) for passage in passages], show_progress_bar=False)
        return np.asarray(found, dtype=np.float32).reshape(len(passages), -1)[:, -1]


def _library(name: str) -> Any:  # noqa: ANN401 - the library has no types
    try:
        import sentence_transformers  # noqa: PLC0415 - five seconds, only when asked for
    except ImportError as error:
        raise MissingModels(f'{name} needs sentence-transformers: pip install "danbiet[models]"') from error
    return sentence_transformers


def _is_bare(folder: Path) -> bool:
    """Tell whether a folder holds a transformer without a word on pooling."""
    return folder.is_dir() and not (folder / "modules.json").exists()


def _bare(folder: Path, known: Profile) -> Any:  # noqa: ANN401
    """Return a bare transformer with the pooling of its family."""
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer  # noqa: PLC0415

    words = Transformer(str(folder))
    return SentenceTransformer(modules=[words, Pooling(words.get_embedding_dimension(), known.pooling)])


def _digest(folder: Path) -> str:
    """Return eight digits that change with any file that changes the vectors, so that another model is noticed."""
    digest = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.suffix in _WEIGHTS | _SETTINGS):
        with file.open("rb") as content:
            digest.update(hashlib.file_digest(content, "sha256").digest())
    return digest.hexdigest()[:8]
