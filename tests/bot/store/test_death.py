import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.store.database import open_database

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from bot.domain import Address, Outcome
from bot.store.conversations import Conversations, Record
from bot.store.database import open_database

path, deadly, times = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
database = open_database(path)
conversations = Conversations(database, b"k" * 32)

def watch(statement):
    if deadly and statement.startswith(deadly):
        os.kill(os.getpid(), signal.SIGKILL)

for number in range(times):
    if number == times - 1:
        database.conn.set_trace_callback(watch)
    record = Record(datetime(2026, 3, 1, tzinfo=UTC), f"{number} " * 300, "", Outcome.ANSWERED)
    print(conversations.remember(Address("web", str(number)), record), flush=True)
"""


@pytest.fixture
def program(folder: Path) -> Iterator[list[str]]:
    yield [sys.executable, "-c", PROGRAM, str(folder / "bot.db")]


def start(command: list[str]) -> "subprocess.Popen[str]":
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), os.environ.get("PYTHONPATH", "")))}
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environ)


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL")
@pytest.mark.parametrize("deadly", ["insert into people", "insert into turns", "commit"])
def test_death_within_remember_leaves_all_or_nothing(folder: Path, program: list[str], deadly: str) -> None:
    with start([*program, deadly, "3"]) as process:
        said, _ = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    with closing(open_database(folder / "bot.db")) as database:
        assert len(said.split()) == database["turns"].count == database["people"].count == 2


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL")
def test_death_at_any_moment_loses_nothing_that_was_said(folder: Path, program: list[str]) -> None:
    said: set[str] = set()
    for after in (1, 40, 200):
        with start([*program, "", "1000000"]) as process:
            assert process.stdout is not None
            for _ in range(after):
                said.add(process.stdout.readline().strip())
            process.kill()
            said |= {line.strip() for line in process.stdout if len(line) == 13}
        with closing(open_database(folder / "bot.db")) as database:
            kept = {id for (id,) in database.execute("select id from turns").fetchall()}
            assert said <= kept
            assert database.execute("pragma integrity_check").fetchall() == [("ok",)]
            assert database.execute("pragma foreign_key_check").fetchall() == []
