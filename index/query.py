"""What goes into a search and what comes out. Pure values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from index.document import Hit
from index.scope import Judgement
from index.sector import Sector

Scores = NDArray[np.float32]
_NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Query:
    """A question ready to search.

    `topic` is what an earlier turn was about; `named_sector` is ANY when the commune is only assumed; `only` are the
    documents that may answer, `favoured` those of the place that was named, `home` those of the asker's own place,
    `laws` those that stand above plans; `on` is the day whose law is asked for, None for every wording.
    """

    text: str
    legal: tuple[str, ...] = ()
    topic: str = ""
    sector: Sector = Sector.ANY
    named_sector: Sector = Sector.ANY
    only: frozenset[str] | None = None
    favoured: frozenset[str] = _NOTHING
    laws: frozenset[str] = _NOTHING
    home: frozenset[str] = _NOTHING
    on: date | None = None

    @property
    def reading(self) -> str:
        """Return what the embedding model reads of the question itself."""
        return " ".join((self.text, *self.legal))


@dataclass(frozen=True, slots=True)
class Parts:
    """What the scores of all passages are made of: (passages,) arrays by name; `asked` is (everyday questions,).

    `imported` tells the passages of imported texts, which no everyday question leads to.
    """

    vector: Scores
    fields: Mapping[str, Scores]
    legal: Mapping[str, Scores]
    topic: Mapping[str, Scores]
    others: Mapping[str, Scores]
    allowed: NDArray[np.bool_]
    asked: Scores
    imported: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Results:
    """The best passages, whether they answer, and the evidence that rests on."""

    hits: tuple[Hit, ...]
    judgement: Judgement
    evidence: Mapping[str, float]
    imported: bool = False  # the best passage is of a text that was added

    @property
    def confidence(self) -> float:
        """Return the calibrated probability that the passages answer the question."""
        return self.judgement.answerable
