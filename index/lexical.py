"""BM25 over the folded syllables, pairs and symbols of each field of a passage, from counts that several parts share.

A library of texts is indexed in parts, so that one new decree does not make a quarter of a million passages anew. BM25
needs figures over all of them (how many passages hold a token, how long they are), hence what stands on disk are counts
and not scores, mapped into memory and not read; a test holds the scores to those of bm25s.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.postings import Counted, Field, Held, held_anywhere, mapped, places_of

Scores = NDArray[np.float32]
Tokens = Sequence[str]

# k1 and b per field, tuned on the tuning half of the golden set and on ALQAC; short fields need little length norm.
FIELDS: dict[str, tuple[float, float]] = {
    "title": (0.9, 0.4),
    "questions": (0.9, 0.3),
    "body": (1.2, 0.6),
    "article": (1.2, 0.6),
    "nearest": (0.9, 0.5),
    "alone": (1.2, 0.75),  # one field of all, the baseline of scripts/evaluate
}
PASSAGE_FIELDS = ("title", "questions", "body", "article")
_ANY = "any"  # in how many passages a token stands, in whatever field
_LARGE, _COMMON = 20_000, 0.1  # passages; in so large a library a token that a tenth of it holds is not counted


class LexicalIndex:
    """BM25 scores of every passage, field by field; the parts follow one another."""

    def __init__(self, parts: Sequence[Mapping[str, Field]], held: Sequence[Held]) -> None:
        self._parts = parts
        self._held = held
        self._total = sum(part.passages for part in held)
        self._norms = {name: self._normed(name) for name in parts[0]}
        self.idf = lru_cache(maxsize=65_536)(self._idf)
        self._unknown = float(_rarity(np.array(0), self._total))

    @classmethod
    def build(cls, fields: Mapping[str, Iterable[Tokens]], owner: NDArray[np.uint32] | None = None) -> "LexicalIndex":
        """Return an index over the tokens of each passage, given field by field; those of "article" by its owner."""
        numbers: Counter[str] = Counter()
        counted = {name: Counted(rows, numbers) for name, rows in fields.items()}
        terms = np.array([_term(token) for token in numbers], dtype=np.uint64)
        order = np.argsort(terms)
        rank = np.empty_like(order)
        rank[order] = np.arange(len(order))
        made = {name: found.field(terms[order], rank, owner if name == "article" else None)
                for name, found in counted.items()}  # fmt: skip
        return cls([made], [held_anywhere(terms[order], list(made.values()))])

    @classmethod
    def load(cls, *folders: Path, fields: Sequence[str] = PASSAGE_FIELDS) -> "LexicalIndex":
        """Return the index of those fields that `save` wrote into each folder, in that order."""
        parts = [{name: Field.load(folder, name) for name in fields} for folder in folders]
        held = [
            Held(mapped(folder / f"{_ANY}.terms.npy"), mapped(folder / f"{_ANY}.held.npy"), part[fields[0]].passages)
            for folder, part in zip(folders, parts, strict=True)
        ]
        return cls(parts, held)

    def save(self, folder: Path) -> None:
        """Write the only part of an index just built into folder."""
        for name, field in self._parts[0].items():
            field.save(folder, name)
        np.save(folder / f"{_ANY}.terms.npy", self._held[0].terms)
        np.save(folder / f"{_ANY}.held.npy", self._held[0].held)

    def scores(self, tokens: Tokens) -> dict[str, Scores]:
        """Return the BM25 score of every passage for each field, (passages,) each."""
        asked = Counter(tokens)
        terms = np.array([_term(token) for token in asked], dtype=np.uint64)
        often = np.array(list(asked.values()), dtype=np.float32)
        return {name: self._field(name, terms, often) for name in self._parts[0]}

    def rows(self, name: str, tokens: Tokens) -> NDArray[np.int64]:
        """Return the passages whose field holds all of the tokens, in order."""
        found, before = [], 0
        for part in self._parts:
            field = part[name]
            holding = np.zeros(field.passages, dtype=np.int64)
            for place in field.places(np.array([_term(token) for token in set(tokens)], dtype=np.uint64)):
                if place >= 0:
                    holding[field.units[field.starts[place] : field.starts[place + 1]]] += 1
            found.append(np.flatnonzero(holding == len(set(tokens))) + before)
            before += field.passages
        return np.concatenate(found)

    def holds(self, name: str, tokens: Tokens, places: Sequence[int]) -> NDArray[np.bool_]:
        """Return which of some passages hold each token in a field, (places, tokens)."""
        wanted = np.asarray(places, dtype=np.int64)
        terms = np.array([_term(token) for token in tokens], dtype=np.uint64)
        found = np.zeros((len(wanted), len(terms)), dtype=bool)
        before = 0
        for part in self._parts:
            field = part[name]
            own = np.flatnonzero((wanted >= before) & (wanted < before + field.passages))
            if own.size:
                found[own] = field.holding(field.places(terms), wanted[own] - before)
            before += field.passages
        return found

    def counts(self, tokens: Tokens) -> list[int]:
        """Return in how many passages each token stands, in whatever field."""
        terms = np.array([_term(token) for token in tokens], dtype=np.uint64)
        found = np.zeros(len(terms), dtype=np.int64)
        for part in self._held:
            places = places_of(part.terms, terms)
            found += np.where(places >= 0, part.held[places], 0) if len(part.held) else 0
        return list(found.tolist())

    def knows(self, token: str) -> bool:
        """Return whether any passage holds the token."""
        return self.idf(token) < self._unknown

    def _idf(self, token: str) -> float:
        """Return how rare a token is over whole passages; an unknown one is the rarest."""
        return float(_rarity(np.array(self._count(token)), self._total))

    def _count(self, token: str) -> int:
        term = np.uint64(_term(token))
        found = 0
        for part in self._held:
            place = int(part.terms.searchsorted(term))
            found += int(part.held[place]) if place < len(part.terms) and part.terms[place] == term else 0
        return found

    def _normed(self, name: str) -> list[Scores]:
        fields = [part[name] for part in self._parts]
        mean = sum(field.total for field in fields) / max(self._total, 1) or 1.0
        return [field.norms(*FIELDS[name], mean) for field in fields]

    def _field(self, name: str, terms: NDArray[np.uint64], often: Scores) -> Scores:
        fields = [part[name] for part in self._parts]
        places = [field.places(terms) for field in fields]
        held = sum(
            np.where(at >= 0, field.held[at], 0) if len(field.held) else np.zeros(len(terms), dtype=np.int64)
            for field, at in zip(fields, places, strict=True)
        )
        weights = (often * _rarity(np.asarray(held), self._total)).astype(np.float32)
        if self._total >= _LARGE:  # what says least costs most
            places = [np.where(np.asarray(held) > _COMMON * self._total, -1, at) for at in places]
        found = [
            field.scores(at, weights, norms) for field, at, norms in zip(fields, places, self._norms[name], strict=True)
        ]
        return found[0] if len(found) == 1 else np.concatenate(found)


def _rarity(held: NDArray[Any], total: int) -> NDArray[np.float64]:
    """Return ln(1 + (n - df + .5) / (df + .5))."""
    return np.asarray(np.log1p((total - held + 0.5) / (held + 0.5)), dtype=np.float64)


@lru_cache(maxsize=65_536)
def _term(token: str) -> int:
    """Return the number that stands for a token: two of ten million share one in 180,000 libraries of that size."""
    return int.from_bytes(blake2b(token.encode(), digest_size=8).digest(), "little")
