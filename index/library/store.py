"""The table of imported texts, data/corpus/library.db; precious, all its SQL is here.

One transaction for an import: killed at any point, it holds what it held, or all of the new.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from sqlite_utils import Database

from index.document import Document, Passage
from index.errors import Conflict, UnreadableFile
from index.library.document import CodifiedPlace, Entry, digest, dumped, loaded, place_loaded, places_dumped
from index.library.text import joined, passages_of

HOME = Path("corpus/library.db")
_WAIT = 30.0  # seconds for another import to finish
_SCHEMA = (
    "create table if not exists documents (id text primary key, key text, digest text, fields text, "
    "retrieved_on text, text text)",
    "create table if not exists articles (document text, place integer, article text, fields text, "
    "primary key (document, place)) without rowid",
    "create table if not exists verifications (document text, article text, person text, checked_on text, "
    "primary key (document, article, person, checked_on)) without rowid",
)


class Standing(StrEnum):
    """How an entry stands to what is held."""

    NEW = "new"
    SAME = "same"
    UPDATED = "updated"  # the same text, something else is known of it
    OTHER = "other"  # another text under that id


@dataclass(frozen=True, slots=True)
class Added:
    """What became of the entries of an import, by id."""

    new: tuple[str, ...]
    same: tuple[str, ...]
    updated: tuple[str, ...]
    replaced: tuple[str, ...]
    kept: tuple[str, ...]  # another text was held and stays


@dataclass(frozen=True, slots=True)
class Verification:
    """That a person checked a document, or one article of it, on a day."""

    document: str
    article: str
    by: str
    on: date


class Library:
    """The imported texts; where there are none, nothing is made before the first is added."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._passages = lru_cache(8)(self._parsed)

    def documents(self) -> Iterator[Document]:
        """Yield the documents in the order they came."""
        with self._reading() as database:
            for row in database.query("select fields from documents order by rowid"):
                yield loaded(row["fields"])

    def document(self, name: str) -> Document | None:
        """Return the document of that id."""
        return next((loaded(found) for found in self._column("fields", name)), None)

    def text(self, name: str) -> str:
        """Return the text held under that id; nothing where there is none."""
        return next(self._column("text", name), "")

    def articles(self, name: str) -> tuple[CodifiedPlace, ...]:
        """Return what the codification says of each article of a document, in the order of the text."""
        wanted = "select fields from articles where document = ? order by place"
        with self._reading() as database:
            return tuple(place_loaded(row["fields"]) for row in database.query(wanted, (name,)))

    def keys(self) -> dict[str, tuple[str, int]]:
        """Return for each document a text that changes with it, and how many characters it has, in their order."""
        wanted = "select id, key, length(text) as size from documents order by rowid"
        with self._reading() as database:
            return {row["id"]: (row["key"], int(row["size"])) for row in database.query(wanted)}

    def state(self) -> str:
        """Return what names everything held; nothing where nothing is held."""
        with self._reading() as database:
            keys = [row["key"] for row in database.query("select key from documents order by id")]
        return digest(*keys) if keys else ""

    def compare(self, entries: Iterable[Entry]) -> Iterator[tuple[Entry, Standing]]:
        """Yield each entry and how it stands to what is held."""
        with self._reading() as database:
            for entry in entries:
                yield entry, _standing(database, entry)

    def add(self, entries: Iterable[Entry], *, replace: bool = False, keep: bool = False) -> Added:
        """Hold entries, all or none.

        Another text under an id already held raises Conflict, unless it is to be replaced or the held one kept.
        """
        done: dict[str, list[str]] = {name: [] for name in (*Standing, "kept")}
        with self._writing() as database:
            for entry in entries:
                standing = _standing(database, entry)
                if standing is Standing.OTHER and keep and not replace:
                    done["kept"].append(entry.document.id)
                    continue
                if standing is Standing.OTHER and not replace:
                    raise Conflict(entry.document.id)
                done[standing].append(entry.document.id)
                if standing is not Standing.SAME:
                    _put(database, entry)
        return Added(*(tuple(done[name]) for name in (*Standing, "kept")))

    def remove(self, name: str) -> bool:
        """Wipe a document, its articles and what was checked of it; return whether it was held."""
        if not self._path.exists():
            return False
        with self._writing() as database:
            found = database.execute("delete from documents where id = ?", (name,)).rowcount
            database.execute("delete from articles where document = ?", (name,))
            database.execute("delete from verifications where document = ?", (name,))
        with self._opened() as database:  # nor may it stay in the log
            database.execute("pragma wal_checkpoint(truncate)").fetchall()
        return bool(found)

    def verify(self, name: str, article: str, by: str, on: date) -> None:
        """Record that a person checked a document, or one article of it; a shipped one as well as an imported one."""
        with self._writing() as database:
            row = (name, article, by, on.isoformat())
            database.execute("insert or ignore into verifications values (?, ?, ?, ?)", row)

    def verifications(self, name: str = "") -> tuple[Verification, ...]:
        """Return who checked what when, of one document or of all, the oldest first."""
        wanted = "select * from verifications where ? in ('', document) order by checked_on, document, article"
        with self._reading() as database:
            rows = list(database.query(wanted, (name,)))
        days = [date.fromisoformat(row["checked_on"]) for row in rows]
        return tuple(
            Verification(row["document"], row["article"], row["person"], day)
            for row, day in zip(rows, days, strict=True)
        )

    def passages(self, name: str) -> tuple[Passage, ...]:
        """Return the passages of a text held; none where there is none."""
        return self._passages(name, next(self._column("key", name), ""))

    def official(self, name: str, article: str, clause: str = "") -> str:
        """Return the wording of an article, or of one clause of it, in a text held; nothing where it has none."""
        own = [p for p in self.passages(name) if p.citation.article == article and clause in {"", p.citation.clause}]
        return joined(own, self.text(name)) if own else ""

    def _parsed(self, name: str, _key: str) -> tuple[Passage, ...]:
        document = self.document(name)
        return passages_of(document, self.text(name), codified=bool(self.articles(name))) if document else ()

    def _column(self, column: str, name: str) -> Iterator[str]:
        with self._reading() as database:
            yield from (row[column] for row in database.query(f"select {column} from documents where id = ?", (name,)))

    @contextmanager
    def _reading(self) -> Iterator[Database]:
        """Yield the library, or an empty one in memory where there is none, or its first import never ended."""
        if self._path.exists():
            with self._opened() as database:
                if "verifications" in database.table_names():
                    yield database
                    return
        database = Database(memory=True)
        _prepare(database)
        yield database
        database.close()

    @contextmanager
    def _writing(self) -> Iterator[Database]:
        """Yield the library in a transaction that ends with the block."""
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._opened() as database:
            database.execute("pragma journal_mode = wal").fetchall()
            database.execute("begin immediate")
            try:
                _prepare(database)
                yield database
                database.execute("commit")
            except BaseException:
                database.execute("rollback")
                raise

    @contextmanager
    def _opened(self) -> Iterator[Database]:
        connection = sqlite3.connect(self._path, timeout=_WAIT, isolation_level=None)
        try:
            connection.execute("pragma secure_delete = on")
            yield Database(connection)
        except sqlite3.DatabaseError as error:
            raise UnreadableFile(f"{self._path.name}: {error}") from error
        finally:
            connection.close()


def _prepare(database: Database) -> None:
    for statement in _SCHEMA:
        database.execute(statement)


def _standing(database: Database, entry: Entry) -> Standing:
    wanted = "select key, digest from documents where id = ?"
    held = next(iter(database.query(wanted, (entry.document.id,))), None)
    if held is None:
        return Standing.NEW
    if held["digest"] != digest(entry.text):
        return Standing.OTHER
    return Standing.SAME if held["key"] == _key(entry, places_dumped(entry.articles)) else Standing.UPDATED


def _put(database: Database, entry: Entry) -> None:
    name, places = entry.document.id, places_dumped(entry.articles)
    retrieved = entry.retrieved_on.isoformat() if entry.retrieved_on else ""
    database.execute(
        "insert into documents values (?, ?, ?, ?, ?, ?) on conflict (id) do update set key = excluded.key, digest = "
        "excluded.digest, fields = excluded.fields, retrieved_on = excluded.retrieved_on, text = excluded.text",
        (name, _key(entry, places), digest(entry.text), dumped(entry.document), retrieved, entry.text),
    )
    database.execute("delete from articles where document = ?", (name,))
    both = zip(entry.articles, places, strict=True)
    rows = [(name, number, place.article, written) for number, (place, written) in enumerate(both)]
    database.conn.executemany("insert into articles values (?, ?, ?, ?)", rows)


def _key(entry: Entry, places: Sequence[str]) -> str:
    return digest(entry.document.id, dumped(entry.document), entry.text, *places)
