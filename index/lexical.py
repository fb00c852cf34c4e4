"""BM25 over the folded syllables, pairs and symbols of each field of a passage; nothing else knows bm25s."""

import json
import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from sys import intern
from typing import TypeVar

import bm25s
import numpy as np
from numpy.typing import NDArray

logging.getLogger("bm25s").setLevel(logging.WARNING)  # it sets its own logger to DEBUG
Scores = NDArray[np.float32]
_T = TypeVar("_T")

# k1 and b per field, tuned on the tuning half of the golden set and on ALQAC; short fields need little length norm.
FIELDS: dict[str, tuple[float, float]] = {
    "title": (0.9, 0.4),
    "questions": (0.9, 0.3),
    "body": (1.2, 0.6),
    "article": (1.2, 0.6),
    "nearest": (0.9, 0.5),
}
PASSAGE_FIELDS = ("title", "questions", "body", "article")


class LexicalIndex:
    """BM25 scores of every passage, field by field."""

    def __init__(self, models: Mapping[str, bm25s.BM25], idf: Mapping[str, float]) -> None:
        self._models = models
        self._idf = idf

    @classmethod
    def build(cls, fields: Mapping[str, Sequence[Sequence[str]]]) -> "LexicalIndex":
        """Return an index over the tokens of each passage, given field by field."""
        models = {}
        for name, documents in fields.items():
            k1, b = FIELDS[name]
            models[name] = bm25s.BM25(k1=k1, b=b, method="lucene", backend="numpy")
            # bm25s cannot index a field that no passage fills
            filled = [list(tokens) for tokens in documents] if any(documents) else [["∅"] for _ in documents]
            models[name].index(filled, show_progress=False)
        return cls(models, _inverse_frequencies(fields))

    @classmethod
    def load(cls, folder: Path, fields: Sequence[str] = PASSAGE_FIELDS) -> "LexicalIndex":
        """Return the index of those fields that `save` wrote into folder."""
        models = {name: bm25s.BM25.load(folder / name, show_progress=False) for name in fields}
        for model in models.values():
            model.vocab_dict = _shared(model.vocab_dict)
        return cls(models, _shared(json.loads((folder / "idf.json").read_text(encoding="utf-8"))))

    def save(self, folder: Path) -> None:
        """Write the index into folder."""
        for name, model in self._models.items():
            model.save(folder / name, show_progress=False)
        (folder / "idf.json").write_text(json.dumps(self._idf, ensure_ascii=False), encoding="utf-8")

    def scores(self, tokens: Sequence[str]) -> dict[str, Scores]:
        """Return the BM25 score of every passage for each field, (passages,) each."""
        return {name: self._field(model, tokens) for name, model in self._models.items()}

    def idf(self, token: str) -> float:
        """Return how rare a token is over whole passages; an unknown one is the rarest."""
        return self._idf.get(token, self._idf[""])

    def knows(self, token: str) -> bool:
        """Return whether any passage holds the token."""
        return token in self._idf

    @staticmethod
    def _field(model: bm25s.BM25, tokens: Sequence[str]) -> Scores:
        known = [token for token in tokens if token in model.vocab_dict]
        if not known:
            return np.zeros(model.scores["num_docs"], dtype=np.float32)
        return np.asarray(model.get_scores(known), dtype=np.float32)


def _shared(table: Mapping[str, _T]) -> dict[str, _T]:
    """Return table with one string for a token, which several fields know: a third less memory."""
    return {intern(token): value for token, value in table.items()}


def _inverse_frequencies(fields: Mapping[str, Sequence[Sequence[str]]]) -> dict[str, float]:
    """Return ln(1 + (n - df + .5) / (df + .5)) of each token over passages, all fields together; "" is df = 0."""
    count: dict[str, int] = {}
    passages = list(zip(*fields.values(), strict=True))
    for passage in passages:
        for token in {token for field in passage for token in field}:
            count[token] = count.get(token, 0) + 1
    total = len(passages)
    weights = {token: float(np.log1p((total - df + 0.5) / (df + 0.5))) for token, df in count.items()}
    return weights | {"": float(np.log1p((total + 0.5) / 0.5))}
