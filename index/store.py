"""The passages tables of a built index: written once, read a passage at a time; all SQL of the index.

A quarter of a million passages are not held in memory: what a question finds is read when it is found.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Any, overload
from weakref import finalize

from sqlite_utils import Database

from index.document import ALWAYS, Citation, Passage, Validity

_KEPT = 4096  # passages in memory
_DAYS = ("since", "until")
Row = Mapping[str, Any]


class Passages(Sequence[Passage]):
    """The passages of several tables, which follow one another, in the order they were written."""

    def __init__(self, *paths: Path) -> None:
        self._tables = [_opened(path) for path in paths]
        counts = [int(next(table.query("select count(*) as n from passages"))["n"]) for table in self._tables]
        self._starts = [0, *accumulate(counts)]
        self._at = lru_cache(_KEPT)(self._read)
        finalize(self, _close, self._tables)

    def __len__(self) -> int:
        """Return how many there are."""
        return self._starts[-1]

    @overload
    def __getitem__(self, place: int) -> Passage: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Passage]: ...
    def __getitem__(self, place: int | slice) -> Passage | Sequence[Passage]:
        """Return the passage at a place."""
        if isinstance(place, slice):
            return [self._at(one) for one in range(*place.indices(len(self)))]
        found = int(place) + len(self) if place < 0 else int(place)
        if not 0 <= found < len(self):
            raise IndexError(place)
        return self._at(found)

    def __iter__(self) -> Iterator[Passage]:
        """Yield all passages in order; of more than are kept none is kept."""
        if len(self) <= _KEPT:
            yield from map(self._at, range(len(self)))
            return
        for table in self._tables:
            yield from map(_passage, table.query("select * from passages order by place"))

    def of(self, document: str) -> list[Passage]:
        """Return the passages of a document in the order of its text."""
        return self._where("document = ?", document)

    def group(self, key: Sequence[str]) -> list[Passage]:
        """Return the passages of one group, see `group_of`, in the order of the text; none where it does not exist."""
        return self._where("grouped = ?", _joined(key))

    def _where(self, condition: str, value: str) -> list[Passage]:
        found = f"select place from passages where {condition} order by place"
        return [
            self._at(start + int(row["place"]))
            for start, table in zip(self._starts, self._tables, strict=False)
            for row in table.query(found, (value,))
        ]

    def _read(self, place: int) -> Passage:
        number = next(number for number, end in enumerate(self._starts[1:]) if place < end)
        row = next(
            self._tables[number].query("select * from passages where place = ?", (place - self._starts[number],))
        )
        return _passage(row)


def _close(tables: Sequence[Database]) -> None:
    for table in tables:
        table.close()


def write_passages(path: Path, passages: Iterable[Passage]) -> None:
    """Write passages, in order, to a new database at path."""
    database = Database(path)
    database.execute("pragma journal_mode = off")  # a half-written index is thrown away
    columns = {name: int if name in _NUMBERS else str for name in _COLUMNS}
    table = database.create_table("passages", columns, pk="place")
    rows = (_row(place, passage) for place, passage in enumerate(passages))
    table.insert_all(rows, batch_size=500)
    table.create_index(["document", "place"])
    table.create_index(["grouped", "place"])
    database.close()


def group_of(passage: Passage) -> tuple[str, ...]:
    """Return what a passage is shown together with: its article, or the headings of a plan's section."""
    citation = passage.citation
    if citation.article:
        return citation.document, citation.article
    alone = () if "." in citation.section else (citation.section,)
    return citation.document, ".".join(citation.section.split(".")[:2]), *passage.headings, *alone


def _opened(path: Path) -> Database:
    """Return a database that nobody writes to any more: no locks, and it outlives its file's removal."""
    address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    # opened by the thread that finds a new index, read by the one that answers
    return Database(sqlite3.connect(address, uri=True, check_same_thread=False))


_COLUMNS = ("place", "id", "document", "article", "clause", "point", "section", "grouped", "headings", "text", "start",
            "end", "questions", "notes", "validity")  # fmt: skip
_NUMBERS = ("place", "start", "end")
_LISTS = ("headings", "questions", "notes")


def _row(place: int, passage: Passage) -> dict[str, object]:
    citation = passage.citation
    return {
        "place": place,
        "id": passage.id,
        "document": citation.document,
        "article": citation.article,
        "clause": citation.clause,
        "point": citation.point,
        "section": citation.section,
        "grouped": _joined(group_of(passage)),
        **{name: json.dumps(getattr(passage, name), ensure_ascii=False) for name in _LISTS},
        "text": passage.text,
        "start": passage.start,
        "end": passage.end,
        "validity": "" if passage.validity == ALWAYS else json.dumps(asdict(passage.validity), default=str),
    }


def _passage(row: Row) -> Passage:
    citation = Citation(row["document"], row["article"], row["clause"], row["point"], row["section"])
    headings, questions, notes = (tuple(json.loads(row[name])) for name in _LISTS)
    found = (row["id"], citation, headings, row["text"], int(row["start"]), int(row["end"]), questions, notes)
    return Passage(*found, _validity(row["validity"]))


def _validity(written: str) -> Validity:
    if not written:
        return ALWAYS
    values = json.loads(written)
    days = {name: date.fromisoformat(values[name]) for name in _DAYS if values[name]}
    return Validity(**(values | days))


def _joined(key: Sequence[str]) -> str:
    return "\x1f".join(key)
