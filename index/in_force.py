"""Which wordings are law on a day: those of documents in force, in the version of that day."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from index.document import Document, Passage
from index.text import fold

Days = NDArray[np.int32]
_NEVER = date.max.toordinal()
_REMEMBERED = timedelta(days=3 * 365)  # so long people ask for a rule that is gone, or not yet there
_TRANSITION = "chuyen tiep"


class InForce:
    """The first and the last day of every passage, as ordinals, (passages,) each."""

    def __init__(self, since: Days, until: Days) -> None:
        self._since = since
        self._until = until

    @classmethod
    def of(cls, passages: Iterable[Passage], documents: Mapping[str, Document]) -> "InForce":
        """Return the days of passages in their order."""
        days = [span(passage, documents[passage.citation.document]) for passage in passages]
        since, until = np.array(days, dtype=np.int32).reshape(-1, 2).T
        return cls(since, until)

    def on(self, day: date) -> NDArray[np.bool_]:
        """Return whether each passage may answer for that day, (passages,)."""
        wanted = day.toordinal()
        return np.asarray((self._since <= wanted) & (wanted <= self._until))


def span(passage: Passage, document: Document) -> tuple[int, int]:
    """Return the first and last day of a passage.

    A plan goes on answering after its time, in the past tense, and for some years so does a rule that was repealed
    without another in its place: people ask for it, and are told that it is gone. Transitional articles speak, for as
    many years back, to those whose case began before the law they stand in.
    """
    since = max(document.effective or date.min, passage.validity.since or date.min)
    if _TRANSITION in fold(passage.heading) and since - date.min > _REMEMBERED:
        since -= _REMEMBERED
    until = passage.validity.until
    if until and passage.validity.repealed:
        until += _REMEMBERED
    ends = (until, document.expires if document.normative else None)
    return since.toordinal(), min((end.toordinal() for end in ends if end), default=_NEVER)
