import shutil
import tempfile
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlite_utils import Database

from bot.store.database import open_database
from bot.store.inbox import Inbox

AT = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
DAY = timedelta(days=1)


def crashed(folder: Path, to: Path) -> Path:
    """Return a folder holding what a process killed at this instant would leave."""
    to.mkdir()
    for path in folder.glob("bot.db*"):
        if not path.name.endswith("-shm"):
            shutil.copy(path, to)
    return to


def raw(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


def test_a_message_is_new_once(database: Database) -> None:
    inbox = Inbox(database)
    assert inbox.receive("zalo", "1", "một", AT)
    assert not inbox.receive("zalo", "1", "một", AT)
    assert inbox.receive("telegram", "1", "một", AT), "ids are a channel's own"
    assert inbox.pending("zalo") == (("1", "một"),)
    inbox.done("zalo", "1", AT)
    assert inbox.pending("zalo") == ()
    assert not inbox.receive("zalo", "1", "một", AT), "the id is known after it is done"
    assert inbox.pending("telegram") == (("1", "một"),)


def test_pending_is_in_order_of_arrival_whatever_the_clock_says(database: Database) -> None:
    inbox = Inbox(database)
    for number, id in enumerate(("b", "a", "c")):
        inbox.receive("zalo", id, id.upper(), AT - number * DAY)
    inbox.expire(AT)
    assert inbox.pending("zalo") == (("b", "B"), ("a", "A"), ("c", "C"))


def test_an_id_alone_is_known_but_never_pending(database: Database) -> None:
    inbox = Inbox(database)
    assert inbox.receive("telegram", "1", None, AT)
    assert not inbox.receive("telegram", "1", None, AT)
    assert inbox.pending("telegram") == ()
    inbox.done("telegram", "1", AT)
    inbox.done("telegram", "never met", AT)
    assert not inbox.receive("telegram", "1", "text", AT)
    assert inbox.receive("telegram", "never met", None, AT)


def test_an_empty_payload_and_a_broken_one_are_pending(database: Database) -> None:
    inbox = Inbox(database)
    inbox.receive("zalo", "1", "", AT)
    inbox.receive("zalo", "2", "\ud83d", AT)
    assert inbox.pending("zalo") == (("1", ""), ("2", "?"))


def test_what_is_done_leaves_no_text_in_file_or_log(folder: Path, database: Database) -> None:
    inbox = Inbox(database)
    inbox.receive("zalo", "1", "thửa đất chị Bưởi " * 500, AT)
    inbox.receive("zalo", "2", "còn chờ", AT)
    assert "chị Bưởi".encode() in raw(folder)
    inbox.done("zalo", "1", AT)
    assert "chị Bưởi".encode() not in raw(folder)
    assert "còn chờ".encode() in raw(folder)


def test_expiry_drops_what_is_settled_and_keeps_what_waits(database: Database) -> None:
    inbox = Inbox(database)
    inbox.receive("zalo", "done long ago", "x", AT)
    inbox.receive("zalo", "done just now", "x", AT)
    inbox.receive("zalo", "waiting", "x", AT)
    inbox.receive("zalo", "id alone", None, AT)
    inbox.done("zalo", "done long ago", AT)
    inbox.done("zalo", "done just now", AT + 3 * DAY)
    inbox.done("zalo", "done long ago", AT + 3 * DAY)  # said twice: the first time counts
    assert inbox.expire(AT + DAY) == 2
    assert inbox.pending("zalo") == (("waiting", "x"),)
    assert not inbox.receive("zalo", "done just now", "x", AT)
    assert inbox.receive("zalo", "done long ago", "x", AT)


def test_receiving_is_durable(database: Database) -> None:
    said: list[str] = []
    database.conn.set_trace_callback(said.append)
    Inbox(database).receive("zalo", "1", "x", AT)
    database.conn.set_trace_callback(None)
    assert said[0] == "pragma synchronous = full"
    assert said.index("commit") < said.index("pragma synchronous = normal")


def test_pending_uses_its_index(database: Database) -> None:
    plan = database.execute(
        "explain query plan select id, payload from inbox "
        "where channel = 'zalo' and done_at is null and payload is not null order by rowid"
    ).fetchall()
    assert "inbox_pending" in plan[0][3]
    assert len(plan) == 1, "no sorting: an index ends in the rowid"


class Post(RuleBasedStateMachine):
    """A channel that repeats itself, a house that dies: nothing lost, nothing twice."""

    ids = st.sampled_from([("zalo", "1"), ("zalo", "2"), ("zalo", "3"), ("telegram", "1")])

    @initialize()
    def start(self) -> None:
        self.home = tempfile.TemporaryDirectory()
        self.folder = Path(self.home.name) / "0"
        self.lives = 0
        self.met: set[tuple[str, str]] = set()
        self.waiting: list[tuple[str, str]] = []
        self.database = open_database(self.folder / "bot.db")

    @property
    def inbox(self) -> Inbox:
        return Inbox(self.database)

    @rule(message=ids)
    def receive(self, message: tuple[str, str]) -> None:
        assert self.inbox.receive(*message, f"payload {message}", AT) == (message not in self.met)
        if message not in self.met:
            self.met.add(message)
            self.waiting.append(message)

    @rule(message=ids)
    def done(self, message: tuple[str, str]) -> None:
        self.inbox.done(*message, AT)
        if message in self.waiting:
            self.waiting.remove(message)

    @rule()
    def expire(self) -> None:
        self.inbox.expire(AT - DAY)

    @rule()
    def crash(self) -> None:
        self._reborn(crashed(self.folder, self._next()))

    @rule(message=ids)
    def crash_before_commit(self, message: tuple[str, str]) -> None:
        left = self._next()

        def die(statement: str) -> None:
            if statement == "commit" and not left.exists():
                crashed(self.folder, left)

        self.database.conn.set_trace_callback(die)
        self.inbox.receive(*message, "never acknowledged", AT)
        self.database.conn.set_trace_callback(None)
        self._reborn(left)

    @rule()
    def restart(self) -> None:
        self._reborn(self.folder)

    @invariant()
    def what_waits_is_pending(self) -> None:
        for channel in ("zalo", "telegram"):
            expected = tuple((id, f"payload {(at, id)}") for at, id in self.waiting if at == channel)
            assert self.inbox.pending(channel) == expected

    def _next(self) -> Path:
        self.lives += 1
        return Path(self.home.name) / str(self.lives)

    def _reborn(self, folder: Path) -> None:
        self.database.close()
        self.folder = folder
        self.database = open_database(folder / "bot.db")

    def teardown(self) -> None:
        with closing(self.database):
            assert self.database.execute("pragma integrity_check").fetchall() == [("ok",)]
        self.home.cleanup()


Post.TestCase.settings = settings(max_examples=30, stateful_step_count=25, deadline=None)
TestPost = Post.TestCase
