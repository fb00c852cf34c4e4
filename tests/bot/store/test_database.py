import multiprocessing
import os
import sqlite3
import stat
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlite_utils import Database

from bot.errors import BotError, StoreError
from bot.store import migrations
from bot.store.database import empty_log, open_database, scrub, stamp, storable, writing

AT = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)


def value(database: Database, sql: str) -> object:
    return database.execute(sql).fetchone()[0]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def older(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave at path what a version wrote that knew only the first step, with one person in it."""
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "STEPS", migrations.STEPS[:1])
        with closing(open_database(path)) as database:
            database.execute("insert into people values ('a', 'minh-tam', '2026', '2026')")


def test_opens_as_it_should(database: Database) -> None:
    assert value(database, "pragma journal_mode") == "wal"
    assert value(database, "pragma synchronous") == 1
    assert value(database, "pragma foreign_keys") == 1
    assert value(database, "pragma secure_delete") == 1
    assert value(database, "pragma busy_timeout") == 10_000
    assert {"people", "turns", "inbox"} <= set(database.table_names())


@pytest.mark.skipif(os.name == "nt", reason="POSIX rights")
def test_files_are_for_their_owner_alone(folder: Path, database: Database) -> None:
    with writing(database):
        database.execute("insert into people values ('a', '', '2026', '2026')")
    assert mode(folder) == 0o700
    assert {path.name: mode(path) for path in folder.iterdir()} == dict.fromkeys(
        ("bot.db", "bot.db-shm", "bot.db-wal"), 0o600
    )


@pytest.mark.skipif(os.name == "nt", reason="POSIX rights")
def test_rights_of_a_file_copied_back_are_tightened(folder: Path) -> None:
    open_database(folder / "bot.db").close()
    (folder / "bot.db").chmod(0o644)
    open_database(folder / "bot.db").close()
    assert mode(folder / "bot.db") == 0o600


def test_opening_again_changes_nothing(folder: Path) -> None:
    for _ in range(3):
        with closing(open_database(folder / "bot.db")) as database:
            applied = value(database, "select count(*) from _sqlite_migrations")
    assert applied == len(migrations.STEPS)
    assert [path.name for path in folder.iterdir()] == ["bot.db"]


def test_an_older_database_is_copied_before_it_is_changed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    older(folder / "bot.db", monkeypatch)
    with closing(open_database(folder / "bot.db")) as database:
        assert "inbox" in database.table_names()
        assert value(database, "select place from people") == "minh-tam"
    copy = folder / "bot.db.before-m002_inbox"
    with closing(sqlite3.connect(copy)) as before:
        tables = {name for (name,) in before.execute("select name from sqlite_master where type = 'table'")}
        assert "people" in tables
        assert "inbox" not in tables
        assert before.execute("select place from people").fetchall() == [("minh-tam",)]
    assert sorted(path.name for path in folder.glob("*before*")) == [copy.name]
    if os.name != "nt":
        assert mode(copy) == 0o600


def test_a_copy_may_be_put_back(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    older(folder / "bot.db", monkeypatch)
    open_database(folder / "bot.db").close()
    (folder / "bot.db.before-m002_inbox").replace(folder / "bot.db")
    with closing(open_database(folder / "bot.db")) as database:
        assert value(database, "select count(*) from people") == 1


def test_a_step_that_fails_leaves_the_database_as_it_was(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def m003_fails(database: Database) -> None:
        database.execute("create table half (a)")
        database.execute("create table people (a)")

    older(folder / "bot.db", monkeypatch)
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "STEPS", (*migrations.STEPS, m003_fails))
        with pytest.raises(StoreError, match="people already exists"):
            open_database(folder / "bot.db")
    with closing(sqlite3.connect(folder / "bot.db")) as connection:
        tables = {name for (name,) in connection.execute("select name from sqlite_master")}
    assert "half" not in tables
    assert "inbox" not in tables, "the steps before it are undone as well"


def test_a_database_of_a_newer_version_is_refused_untouched(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = folder / "bot.db"
    open_database(path).close()
    before = path.read_bytes()
    monkeypatch.setattr(migrations, "STEPS", migrations.STEPS[:1])
    with pytest.raises(StoreError, match="mới hơn") as refusal:
        open_database(path)
    assert "bot.db.before-m002_inbox" in str(refusal.value)
    assert isinstance(refusal.value, BotError)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "damage", ["not a database at all, but a text of some length " * 40, "header", "middle", "cut"]
)
def test_a_damaged_database_is_refused_with_advice(folder: Path, damage: str) -> None:
    path = folder / "bot.db"
    with closing(open_database(path)) as database, writing(database):
        database.execute(
            "with recursive n (i) as (select 1 union all select i + 1 from n where i < 2000) "
            "insert into people select printf('%064d', i), 'minh-tam', '2026', '2026' from n"
        )
    content = path.read_bytes()
    middle = len(content) // 2
    damaged = {
        "header": b"\0" * 100 + content[100:],
        "middle": content[:middle] + b"\xa5" * 8192 + content[middle + 8192 :],
        "cut": content[:middle],
    }.get(damage, damage.encode())
    path.write_bytes(damaged)
    with pytest.raises(StoreError, match="bị hỏng") as refusal:
        open_database(path)
    assert "bản sao lưu" in str(refusal.value)
    assert path.read_bytes()[100:] == damaged[100:], "what is left of it must stay for rescue"


def test_a_folder_that_cannot_be_made_is_refused_with_advice(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    with pytest.raises(StoreError, match="quyền ghi"):
        open_database(tmp_path / "data" / "bot.db")


def test_an_empty_file_is_a_new_database(folder: Path) -> None:
    folder.mkdir()
    (folder / "bot.db").touch()
    with closing(open_database(folder / "bot.db")) as database:
        assert "turns" in database.table_names()
    assert not list(folder.glob("*before*"))


def open_once(path: Path) -> int:
    with closing(open_database(path)) as database:
        return len(database.table_names())


def test_many_processes_may_open_a_new_database_at_once(folder: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(6) as pool:
        assert set(pool.map(open_once, [folder / "bot.db"] * 24, chunksize=1)) == {4}
    assert not list(folder.glob("*before*"))


def write_many(task: tuple[Path, int]) -> int:
    path, worker = task
    with closing(open_database(path)) as database:
        for number in range(50):
            with writing(database):  # reads, then writes: fails at once unless the transaction is immediate
                count = value(database, "select count(*) from people")
                database.execute("insert into people values (?, ?, '2026', '2026')", (f"{worker}-{number}", str(count)))
    return 50


def test_several_processes_may_write(folder: Path) -> None:
    open_database(folder / "bot.db").close()
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        written = sum(pool.map(write_many, [(folder / "bot.db", worker) for worker in range(3)], chunksize=1))
    with closing(open_database(folder / "bot.db")) as database:
        assert value(database, "select count(*) from people") == written
        assert value(database, "select count(distinct place) from people") == written, "each saw all before it"


def test_a_failed_transaction_leaves_nothing(database: Database) -> None:
    with pytest.raises(KeyError), writing(database):
        database.execute("insert into people values ('a', '', '2026', '2026')")
        raise KeyError
    assert value(database, "select count(*) from people") == 0
    with writing(database):
        database.execute("insert into people values ('a', '', '2026', '2026')")
    assert value(database, "select count(*) from people") == 1


def test_a_durable_transaction_is_synced_and_the_next_is_not(database: Database) -> None:
    said: list[str] = []
    database.conn.set_trace_callback(said.append)
    with writing(database, durable=True):
        database.execute("insert into people values ('a', '', '2026', '2026')")
    database.conn.set_trace_callback(None)
    assert [line.split()[0].lower() for line in said] == ["pragma", "begin", "insert", "commit", "pragma"]
    assert value(database, "pragma synchronous") == 1


def test_safety_returns_to_normal_when_a_durable_write_cannot_begin(folder: Path, database: Database) -> None:
    database.execute("pragma busy_timeout = 1")
    with (
        closing(open_database(folder / "bot.db")) as other,
        writing(other),
        pytest.raises(sqlite3.OperationalError, match="locked"),
        writing(database, durable=True),
    ):
        pytest.fail("two writers at once")
    assert value(database, "pragma synchronous") == 1


def test_the_log_cannot_be_emptied_while_another_reads(folder: Path, database: Database) -> None:
    with closing(open_database(folder / "bot.db")) as reader:
        reader.execute("begin")
        reader.execute("select * from people").fetchall()
        with writing(database):
            database.execute("insert into people values ('a', '', '2026', '2026')")
        assert not empty_log(database)
        assert not scrub(database, patience=0.01)
        assert (folder / "bot.db-wal").stat().st_size > 0
        reader.rollback()
        assert scrub(database)
    assert value(database, "pragma busy_timeout") == 10_000


def test_scrubbing_while_another_writes_is_put_off(folder: Path, database: Database) -> None:
    database.execute("pragma busy_timeout = 1")
    with closing(open_database(folder / "bot.db")) as other, writing(other):
        other.execute("insert into people values ('a', '', '2026', '2026')")
        assert not scrub(database, patience=0.01)
    assert scrub(database)


def test_processes_may_upgrade_at_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    older(folder / "bot.db", monkeypatch)
    with multiprocessing.get_context("spawn").Pool(6) as pool:
        assert set(pool.map(open_once, [folder / "bot.db"] * 12, chunksize=1)) == {4}
    with closing(sqlite3.connect(folder / "bot.db.before-m002_inbox")) as before:
        assert before.execute("select count(*) from people").fetchone() == (1,)


def test_times_compare_as_text() -> None:
    local = timezone(timedelta(hours=7))
    times = [AT, AT + timedelta(microseconds=1), AT.replace(hour=15, minute=31, tzinfo=local), AT + timedelta(days=300)]
    assert sorted(stamp(at) for at in times) == [stamp(at) for at in sorted(times)]
    assert stamp(AT) == "2026-03-01T08:30:00.000000+00:00"
    with pytest.raises(ValueError, match="time zone"):
        stamp(datetime(2026, 3, 1))  # noqa: DTZ001


def test_lone_surrogates_do_not_stop_the_store() -> None:
    assert storable("mặt \ud83d cười") == "mặt ? cười"
    assert storable("họp dân 🙂") == "họp dân 🙂"
