"""BM25 alone over folded syllables and pairs in one field, k1 1.2 and b 0.75: what every other figure stands beside."""

from collections.abc import Sequence

import numpy as np

from index.lexical import LexicalIndex
from index.text import tokens

_FIELD = "alone"


class Baseline:
    """Texts ranked by BM25 alone; nothing of the glossary, the everyday questions or the model helps it."""

    def __init__(self, names: Sequence[str], texts: Sequence[str]) -> None:
        self._names = names
        self._lexical = LexicalIndex.build({_FIELD: (tokens(text) for text in texts)})

    def run(self, question: str, depth: int = 10) -> list[str]:
        """Return the names of the best texts, best first."""
        scores = self._lexical.scores(tokens(question))[_FIELD]
        return [self._names[place] for place in np.argsort(-scores, kind="stable")[:depth]]
