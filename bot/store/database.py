"""bot.db: opened, checked, brought up to date; and the few habits every module of the store shares.

A Database may be opened, used and closed on different threads, but by one of them at a time: the house gives it one
worker thread. Two threads at once would write into each other's transaction. Other processes may hold the file open.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from sqlite_utils import Database

from bot.errors import StoreError
from bot.messages import say
from bot.store.migrations import apply_steps, pending_steps, unknown_steps

_PATIENCE = 10.0  # seconds to wait for another process; sqlite3 hands it on as busy_timeout
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def open_database(path: Path) -> Database:
    """Return the database at path, made or brought up to date; the caller closes it.

    Before an existing database is changed it is copied to `<name>.before-<step>`, which stays. Raises StoreError.
    """
    try:
        _make_file(path)
        connection = _connect(path)
        try:
            return _prepared(connection, path)
        except BaseException:
            connection.close()
            raise
    except (OSError, sqlite3.Error) as error:
        raise _problem(path, error) from error


@contextmanager
def writing(database: Database, *, durable: bool = False) -> Iterator[None]:
    """Return a transaction that may write from its start, all or nothing; durable: it outlives a power cut."""
    # An upgrade from reading to writing fails at once when another process wrote in between, hence IMMEDIATE.
    # The level of safety cannot be changed inside a transaction, hence around it.
    if durable:
        database.execute("pragma synchronous = full")
    try:
        database.execute("begin immediate")
        try:
            yield
            database.execute("commit")
        except BaseException:
            database.rollback()
            raise
    finally:
        if durable:
            database.execute("pragma synchronous = normal")


def scrub(database: Database, patience: float = 5.0) -> bool:
    """Return whether no trace of deleted rows is left in file and log; one is when the disk is full or another is busy.

    Rewrites the whole file: 0.3 s for 10,000 turns (40 MB), 3 s for 100,000; needs as much room again on disk.
    Waits patience seconds for other processes.
    """
    # secure_delete overwrites a deleted row where it lies, not the copies left behind when a page was split or
    # merged: measured, of 500 people forgotten one after the other 10 left a piece.
    rewritten = False
    with suppress(sqlite3.OperationalError):
        database.execute("vacuum")
        rewritten = True
    return empty_log(database, patience) and rewritten


def empty_log(database: Database, patience: float = 0.0) -> bool:
    """Return whether the write-ahead log was emptied; no, when another process reads longer than patience (seconds)."""
    # Deleted text is overwritten in the file itself, but the log still holds the pages as they were before.
    database.execute(f"pragma busy_timeout = {int(patience * 1000)}")
    try:
        busy = database.execute("pragma wal_checkpoint(truncate)").fetchone()[0]
    finally:
        database.execute(f"pragma busy_timeout = {int(_PATIENCE * 1000)}")
    return not busy


def stamp(at: datetime) -> str:
    """Return an aware time as UTC text of fixed width; raises ValueError for a time without a zone."""
    if at.tzinfo is None:
        raise ValueError(f"{at} has no time zone")
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def storable(text: str) -> str:
    """Return the text without lone surrogates, which JSON can carry and SQLite refuses."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _make_file(path: Path) -> None:
    """Make folder and file readable by their owner alone; SQLite gives its log the rights of the file."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    path.chmod(0o600)


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=_PATIENCE)


def _prepared(connection: sqlite3.Connection, path: Path) -> Database:
    database = Database(connection, execute_plugins=False)
    for setting in ("journal_mode = wal", "synchronous = normal", "foreign_keys = on", "secure_delete = on"):
        database.execute(f"pragma {setting}").fetchall()
    if database.execute("pragma quick_check(1)").fetchone()[0] != "ok":
        raise StoreError(say("store.damaged", path=path))
    if newer := unknown_steps(database):
        raise StoreError(say("store.newer", path=path, step=newer[0]))
    if pending_steps(database):
        _update(database, path)
    return database


def _update(database: Database, path: Path) -> None:
    """Copy, then apply the pending steps, all in one transaction; a process that came second finds nothing pending."""
    with writing(database):
        pending = pending_steps(database)
        if pending and database.table_names():
            _copy(path, path.with_name(f"{path.name}.before-{pending[0]}"))
        apply_steps(database)


def _copy(path: Path, target: Path) -> None:
    """Copy the committed state, through a connection of its own: one that is writing may not be copied from."""
    unfinished = target.with_name(f"{target.name}.part")
    _make_file(unfinished)
    with closing(_connect(path)) as source, closing(_connect(unfinished)) as copy:
        source.backup(copy)
    unfinished.replace(target)


def _problem(path: Path, error: Exception) -> StoreError:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the low byte is the kind, the rest its detail
    return StoreError(say("store.damaged" if code in _DAMAGED else "store.closed", path=path, reason=error))
