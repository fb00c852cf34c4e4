"""What goes into a search and what comes out. Pure values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from index.asked import AskedScores
from index.document import Hit
from index.scope import Judgement, features
from index.sector import Sector

Scores = NDArray[np.float32]
CARRIES, MOST = 0.2, 4  # the best F2 on the golden set's part for ranking: 1.3 passages a question
_NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Query:
    """A question ready to search.

    `topic` is what an earlier turn was about; `sectors` are those it names, none where the commune is but assumed;
    `only` are the documents that may answer, `favoured` those of the place that was named, `home` those of the asker's
    own place, `laws` those that stand above plans; `on` is the day whose law is asked for, None for every wording.
    """

    text: str
    legal: tuple[str, ...] = ()
    topic: str = ""
    sectors: frozenset[Sector] = frozenset()
    only: frozenset[str] | None = None
    favoured: frozenset[str] = _NOTHING
    laws: frozenset[str] = _NOTHING
    home: frozenset[str] = _NOTHING
    on: date | None = None

    @property
    def whole(self) -> str:
        """Return the question with what an earlier turn gives it."""
        return f"{self.text} {self.topic}" if self.topic else self.text

    @property
    def reading(self) -> str:
        """Return what the embedding model reads of the question itself."""
        return " ".join((self.text, *self.legal))


@dataclass(frozen=True, slots=True)
class Parts:
    """What the scores of all passages are made of: (passages,) arrays by name; `asked` tells of the everyday questions.

    `imported` tells the passages of imported texts, which no everyday question leads to.
    """

    vector: Scores
    fields: Mapping[str, Scores]
    legal: Mapping[str, Scores]
    topic: Mapping[str, Scores]
    others: Mapping[str, Scores]
    allowed: NDArray[np.bool_]
    asked: AskedScores
    imported: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Found:
    """The best passages, the question's vector, and the evidence of the search by name."""

    hits: tuple[Hit, ...]
    vector: Scores
    evidence: Mapping[str, float]

    @property
    def features(self) -> Scores:
        """Return what the scope model reads."""
        return features(self.vector, self.evidence)


def carrying(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """Return the first of hits, best first, that are likely enough to answer beside the best one."""
    return tuple(hit for hit in hits[:MOST] if hit.score >= CARRIES * hits[0].score)


@dataclass(frozen=True, slots=True)
class Results:
    """The best passages, whether they answer, and the evidence that rests on."""

    hits: tuple[Hit, ...]
    judgement: Judgement
    evidence: Mapping[str, float]
    imported: bool = False  # the best passage is of a text that was added

    @property
    def carrying(self) -> tuple[Hit, ...]:
        """Return the passages that carry the answer: the best, and those nearly as likely to be it."""
        return carrying(self.hits)

    @property
    def confidence(self) -> float:
        """Return the calibrated probability that the passages answer the question."""
        return self.judgement.answerable
