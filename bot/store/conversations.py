"""People's turns: remembered for follow-ups and thumbs, masked, and really gone once forgotten or expired.

Used from the one worker thread that owns the Database.
"""

import json
import secrets
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime

from sqlite_utils import Database

from bot.domain import Address, Outcome, Source, Turn
from bot.privacy import mask
from bot.store.database import scrub, stamp, storable, writing
from bot.store.inbox import Inbox
from bot.store.people import person

QUESTION_LIMIT = 4_000  # characters kept of a question
_MARGIN = 200  # longer than any number that mask() knows: one cut in half is not recognised


@dataclass(frozen=True, slots=True)
class Record:
    """What is remembered of one exchange: `at` is aware UTC, `more` the rest of the answer, `citations` are ids.

    With a category nothing of question, understood, citations, more and sources is stored.
    """

    at: datetime
    question: str
    understood: str
    outcome: Outcome
    category: str = ""
    citations: tuple[str, ...] = ()
    more: str = ""
    sources: tuple[Source, ...] = ()
    confidence: float = 0.0
    latency_ms: int = 0


@dataclass(frozen=True, slots=True)
class Conversations:
    """The turns of all people, each person known by a keyed hash only."""

    database: Database
    key: bytes = field(repr=False)

    def greeted(self, address: Address) -> bool:
        """Return whether this person has been seen before."""
        return bool(self._one("select 1 from people where person = ?", self._person(address)))

    def place(self, address: Address) -> str:
        """Return the id of the place this person chose, or ""."""
        row = self._one("select place from people where person = ?", self._person(address))
        return str(row[0]) if row else ""

    def set_place(self, address: Address, place_id: str, at: datetime) -> None:
        """Keep the place this person chose; "" takes the choice back."""
        who = self._person(address)
        with writing(self.database):
            self._see(who, stamp(at))
            self.database.execute("update people set place = ? where person = ?", (place_id, who))

    def recall(self, address: Address, limit: int, since: datetime) -> tuple[Turn, ...]:
        """Return this person's last turns since then, at most limit, oldest first; a turn with a category is blank."""
        rows = self.database.execute(
            "select question, understood, outcome, citations, at from turns where person = ? and at >= ? "
            "order by at desc, rowid desc limit ?",
            (self._person(address), stamp(since), limit),
        ).fetchall()
        return tuple(_turn(*row) for row in reversed(rows))

    def remember(self, address: Address, record: Record) -> str:
        """Return the id of the turn now kept: masked, cut to QUESTION_LIMIT, and blank where it has a category."""
        id = secrets.token_urlsafe(9)
        row = _row(id, self._person(address), address.channel, record)
        with writing(self.database):
            self._see(str(row["person"]), str(row["at"]))
            self.database.execute(
                f"insert into turns ({', '.join(row)}) values ({', '.join(f':{name}' for name in row)})", row
            )
        return id

    def feedback(self, address: Address, turn: str, up: bool) -> bool:
        """Return whether the thumb was kept; it is not for a turn that is gone or another person's."""
        with writing(self.database):
            written = self.database.execute(
                "update turns set feedback = ? where id = ? and person = ?",
                (1 if up else -1, turn, self._person(address)),
            )
        return written.rowcount == 1

    def more(self, address: Address, turn: str) -> tuple[str, tuple[Source, ...]] | None:
        """Return the rest of this person's earlier answer and its sources, or None when neither is kept."""
        row = self._one(
            "select answer_more, sources from turns where id = ? and person = ?", turn, self._person(address)
        )
        if not row or (not row[0] and row[1] == "[]"):
            return None
        return str(row[0]), tuple(_source(kept) for kept in json.loads(str(row[1])))

    def forget(self, address: Address) -> int:
        """Return how many turns were deleted; nothing of this person is left, in the file or its log."""
        who = self._person(address)
        with writing(self.database):
            count = self.database.execute("delete from turns where person = ?", (who,)).rowcount
            known = self.database.execute("delete from people where person = ?", (who,)).rowcount
        if known:
            scrub(self.database)
        return count

    def expire(self, before: datetime) -> int:
        """Return how many turns from before then were deleted; people not seen since and settled messages go too."""
        with writing(self.database):
            count = self.database.execute("delete from turns where at < ?", (stamp(before),)).rowcount
            self.database.execute("delete from people where last_seen < ?", (stamp(before),))
        Inbox(self.database).expire(before)
        return count

    def _person(self, address: Address) -> str:
        return person(self.key, address)

    def _one(self, sql: str, *values: str) -> tuple[object, ...] | None:
        rows: list[tuple[object, ...]] = self.database.execute(sql, values).fetchall()
        return rows[0] if rows else None

    def _see(self, who: str, at: str) -> None:
        self.database.execute(
            "insert into people (person, first_seen, last_seen) values (:who, :at, :at) "
            "on conflict do update set last_seen = max(last_seen, excluded.last_seen)",
            {"who": who, "at": at},
        )


def _row(id: str, who: str, channel: str, record: Record) -> dict[str, object]:
    if record.category:  # what accuses or tells of danger must not lie here for others to read
        record = replace(record, question="", understood="", citations=(), more="", sources=())
    return {
        "id": id,
        "person": who,
        "channel": channel,
        "at": stamp(record.at),
        "question": _kept(record.question),
        "understood": _kept(record.understood),
        "outcome": record.outcome.value,
        "category": record.category,
        "citations": storable(json.dumps(record.citations, ensure_ascii=False)),
        "answer_more": storable(record.more),
        "sources": storable(json.dumps([asdict(source) for source in record.sources], ensure_ascii=False)),
        "confidence": record.confidence,
        "latency_ms": record.latency_ms,
    }


def _kept(text: str) -> str:
    """Return the masked beginning of a text; what may end in half a number is dropped, never stored unmasked."""
    window = QUESTION_LIMIT + _MARGIN
    masked = mask(storable(text[:window]))
    if len(text) > window:
        masked = masked[:-_MARGIN]
    return masked[:QUESTION_LIMIT]


def _turn(question: str, understood: str, outcome: str, citations: str, at: str) -> Turn:
    return Turn(question, understood, Outcome(outcome), tuple(json.loads(citations)), datetime.fromisoformat(at))


def _source(kept: dict[str, str]) -> Source:
    """Return a source as stored; a field that an earlier version did not know is empty."""
    return Source(**{known.name: kept.get(known.name, "") for known in fields(Source)})
