"""BM25 over the folded syllables, pairs and symbols of each field of a passage, from counts that several parts share.

A library of texts is indexed in parts, so that one new decree does not make a quarter of a million passages anew. BM25
needs figures over all of them (how many passages hold a token, how long they are), hence what stands on disk are counts
and not scores, mapped into memory and not read; a test holds the scores to those of bm25s.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

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
_HEADER = 128  # bytes: a file of no more holds nothing, which cannot be mapped
_ROW = 32  # bits of a row beside a term in one number
_TURNS = 32  # in which the terms of a part are counted
_LARGE, _COMMON = 20_000, 0.1  # passages; in so large a library a token that a tenth of it holds is not counted


@dataclass(frozen=True)
class Field:
    """Which units hold a token how often: postings sorted by the token's number.

    A unit is what is counted once, a passage or, for what all passages of an article share, the article; `owner` is
    then the unit of each passage, (passages,), and `held` counts passages, not units.
    """

    terms: NDArray[np.uint64]  # (tokens,), sorted
    starts: NDArray[np.int64]  # (tokens + 1,) into units and counts
    held: NDArray[np.uint32]  # (tokens,)
    units: NDArray[np.uint32]
    counts: NDArray[np.uint16]
    lengths: NDArray[np.uint32]  # (units,)
    owner: NDArray[np.uint32] | None = None

    @classmethod
    def load(cls, folder: Path, name: str) -> "Field":
        """Return the field that `save` wrote, mapped."""
        owner = folder / f"{name}.owner.npy"
        columns = {column: _mapped(folder / f"{name}.{column}.npy") for column in _COLUMNS}
        return cls(**columns, owner=_mapped(owner) if owner.exists() else None)

    def save(self, folder: Path, name: str) -> None:
        """Write the field into folder."""
        for column in _COLUMNS:
            np.save(folder / f"{name}.{column}.npy", getattr(self, column))
        if self.owner is not None:
            np.save(folder / f"{name}.owner.npy", self.owner)

    @cached_property
    def passages(self) -> int:
        """Return how many passages the field has."""
        return len(self.lengths if self.owner is None else self.owner)

    @cached_property
    def total(self) -> int:
        """Return how many tokens all passages hold."""
        lengths = self.lengths if self.owner is None else self.lengths[self.owner]
        return int(lengths.sum(dtype=np.int64))

    def places(self, terms: NDArray[np.uint64]) -> NDArray[np.int64]:
        """Return where each term stands, -1 where it does not."""
        return _places(self.terms, terms)

    def norms(self, k1: float, b: float, mean: float) -> Scores:
        """Return k1 (1 - b + b x length / mean), (units,)."""
        return np.asarray(k1 * (1 - b + b * self.lengths / mean), dtype=np.float32)

    def scores(self, places: NDArray[np.int64], weights: Scores, norms: Scores) -> Scores:
        """Return the sum over terms of weight x tf / (tf + norm), (passages,)."""
        known = np.flatnonzero(places >= 0)
        scores = np.zeros(len(self.lengths), dtype=np.float32)
        if known.size:
            spans = self._spans(places[known])
            units = np.concatenate([self.units[start:end] for start, end in spans])
            counts = np.concatenate([self.counts[start:end] for start, end in spans]).astype(np.float32)
            weight = np.repeat(weights[known], [end - start for start, end in spans])
            scores = np.bincount(units, weight * counts / (counts + norms[units]), len(scores)).astype(np.float32)
        return scores if self.owner is None else scores[self.owner]

    def holding(self, places: NDArray[np.int64], units: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return which of some units hold each term, (units, terms)."""
        found = np.zeros((len(units), len(places)), dtype=bool)
        known = np.flatnonzero(places >= 0)
        if known.size:
            spans = self._spans(places[known])
            row = np.full(len(self.lengths), -1, dtype=np.int32)
            row[units] = np.arange(len(units))
            rows = row[np.concatenate([self.units[start:end] for start, end in spans])]
            held = np.flatnonzero(rows >= 0)
            ends = np.cumsum([end - start for start, end in spans])
            found[rows[held], known[np.searchsorted(ends, held, side="right")]] = True
        return found

    def _spans(self, places: NDArray[np.int64]) -> list[tuple[int, int]]:
        return list(zip(self.starts[places].tolist(), self.starts[places + 1].tolist(), strict=True))


_COLUMNS = ("terms", "starts", "held", "units", "counts", "lengths")


@dataclass(frozen=True)
class Held:
    """In how many passages of a part each token stands, in whatever field."""

    terms: NDArray[np.uint64]
    held: NDArray[np.uint32]
    passages: int


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
        counted = {name: _Counted(rows, numbers) for name, rows in fields.items()}
        terms = np.array([_term(token) for token in numbers], dtype=np.uint64)
        order = np.argsort(terms)
        rank = np.empty_like(order)
        rank[order] = np.arange(len(order))
        made = {name: found.field(terms[order], rank, owner if name == "article" else None)
                for name, found in counted.items()}  # fmt: skip
        return cls([made], [_held(terms[order], list(made.values()))])

    @classmethod
    def load(cls, *folders: Path, fields: Sequence[str] = PASSAGE_FIELDS) -> "LexicalIndex":
        """Return the index of those fields that `save` wrote into each folder, in that order."""
        parts = [{name: Field.load(folder, name) for name in fields} for folder in folders]
        held = [
            Held(_mapped(folder / f"{_ANY}.terms.npy"), _mapped(folder / f"{_ANY}.held.npy"), part[fields[0]].passages)
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
            places = _places(part.terms, terms)
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


class _Counted:
    """The tokens of one field by their numbers, as they came."""

    def __init__(self, rows: Iterable[Tokens], numbers: Counter[str]) -> None:
        """Read rows once; a token met for the first time gets the next number."""
        found: list[NDArray[np.uint32]] = []
        for tokens in rows:
            for token in tokens:
                if token not in numbers:
                    numbers[token] = len(numbers)
            found.append(np.fromiter((numbers[token] for token in tokens), dtype=np.uint32, count=len(tokens)))
        self.lengths = np.array([len(row) for row in found], dtype=np.uint32)
        self.numbers = np.concatenate(found) if found else np.zeros(0, dtype=np.uint32)

    def field(self, terms: NDArray[np.uint64], rank: NDArray[np.int64], owner: NDArray[np.uint32] | None) -> Field:
        """Return the field, its tokens numbered by their place among the sorted terms."""
        units = np.repeat(np.arange(len(self.lengths), dtype=np.int64), self.lengths)
        pairs, counts = np.unique((rank[self.numbers] << _ROW) | units, return_counts=True)
        own, starts = np.unique(pairs >> _ROW, return_index=True)
        units = pairs & ((1 << _ROW) - 1)
        weights = np.ones(len(self.lengths), dtype=np.int64) if owner is None else np.bincount(owner)
        held = np.add.reduceat(weights[units], starts) if len(starts) else starts
        return Field(
            terms[own],
            np.append(starts, len(pairs)).astype(np.int64),
            held.astype(np.uint32),
            units.astype(np.uint32),
            np.minimum(counts, np.iinfo(np.uint16).max).astype(np.uint16),
            self.lengths,
            owner,
        )


def _held(terms: NDArray[np.uint64], fields: Sequence[Field]) -> Held:
    """Return in how many passages each term stands, whatever the field; some terms at a time, for memory's sake."""
    few = [some for some in np.array_split(terms, _TURNS) if len(some)]
    held = np.concatenate([_held_of(some, fields) for some in few]) if few else np.zeros(0, dtype=np.uint32)
    return Held(terms, held, fields[0].passages)


def _held_of(terms: NDArray[np.uint64], fields: Sequence[Field]) -> NDArray[np.uint32]:
    seen = []
    for field in fields:
        start, end = np.searchsorted(field.terms, terms[0]), np.searchsorted(field.terms, terms[-1], side="right")
        term = np.repeat(np.searchsorted(terms, field.terms[start:end]), np.diff(field.starts[start : end + 1]))
        rows: NDArray[np.int64] = field.units[field.starts[start] : field.starts[end]].astype(np.int64)
        if field.owner is not None:
            order = np.argsort(field.owner, kind="stable")
            sizes = np.bincount(field.owner, minlength=len(field.lengths))
            first = np.cumsum(sizes) - sizes
            repeats = sizes[rows]
            within = np.arange(repeats.sum()) - np.repeat(np.cumsum(repeats) - repeats, repeats)
            term, rows = np.repeat(term, repeats), order[np.repeat(first[rows], repeats) + within]
        seen.append((term << _ROW) | rows)
    pairs = np.unique(np.concatenate(seen))
    return np.bincount(pairs >> _ROW, minlength=len(terms)).astype(np.uint32)


def _rarity(held: NDArray[Any], total: int) -> NDArray[np.float64]:
    """Return ln(1 + (n - df + .5) / (df + .5))."""
    return np.asarray(np.log1p((total - held + 0.5) / (held + 0.5)), dtype=np.float64)


def _places(table: NDArray[np.uint64], terms: NDArray[np.uint64]) -> NDArray[np.int64]:
    if not len(table):
        return np.full(len(terms), -1)
    places = np.minimum(np.searchsorted(table, terms), len(table) - 1)
    return np.where(table[places] == terms, places, -1)


@lru_cache(maxsize=65_536)
def _term(token: str) -> int:
    """Return the number that stands for a token: two of ten million share one in 180,000 libraries of that size."""
    return int.from_bytes(blake2b(token.encode(), digest_size=8).digest(), "little")


def _mapped(path: Path) -> NDArray[Any]:
    """Return an array of a file as a plain one: slicing a memmap costs more than reading it."""
    mapped: NDArray[Any] = np.load(path, mmap_mode="r" if path.stat().st_size > _HEADER else None)
    return mapped.view(np.ndarray)
