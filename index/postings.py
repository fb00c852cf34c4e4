"""Postings: which units hold a token how often, counted when a part of the index is made, mapped when it is read."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]
Tokens = Sequence[str]
_HEADER = 128  # bytes: a file of no more holds nothing, which cannot be mapped
_ROW = 32  # bits of a row beside a term in one number
_TURNS = 32  # in which the terms of a part are counted


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
        columns = {column: mapped(folder / f"{name}.{column}.npy") for column in _COLUMNS}
        return cls(**columns, owner=mapped(owner) if owner.exists() else None)

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
        return places_of(self.terms, terms)

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


class Counted:
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


def held_anywhere(terms: NDArray[np.uint64], fields: Sequence[Field]) -> Held:
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


def places_of(table: NDArray[np.uint64], terms: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Return where each term stands in a sorted table, -1 where it does not."""
    if not len(table):
        return np.full(len(terms), -1)
    places = np.minimum(np.searchsorted(table, terms), len(table) - 1)
    return np.where(table[places] == terms, places, -1)


def mapped(path: Path) -> NDArray[Any]:
    """Return an array of a file as a plain one: slicing a memmap costs more than reading it."""
    mapped: NDArray[Any] = np.load(path, mmap_mode="r" if path.stat().st_size > _HEADER else None)
    return mapped.view(np.ndarray)
