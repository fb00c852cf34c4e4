"""What a channel handed over: written down before it is acknowledged, each id once.

Used from the one worker thread that owns the Database.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from bot.store.database import empty_log, scrub, stamp, storable, writing


@dataclass(frozen=True, slots=True)
class Inbox:
    """The messages a channel handed over and the ids already met."""

    database: Database

    def receive(self, channel: str, id: str, payload: str | None, at: datetime) -> bool:
        """Return whether this id is new; when it is, it is on disk before this returns, and outlives a power cut.

        With payload None only the id is kept: a repeat is known, but nothing becomes pending.
        """
        row = (channel, id, None if payload is None else storable(payload), stamp(at))
        with writing(self.database, durable=True):
            written = self.database.execute(
                "insert into inbox (channel, id, payload, received_at) values (?, ?, ?, ?) on conflict do nothing", row
            )
        return written.rowcount == 1

    def pending(self, channel: str) -> tuple[tuple[str, str], ...]:
        """Return (id, payload) of what is not done yet, in order of arrival."""
        rows = self.database.execute(
            "select id, payload from inbox "
            "where channel = ? and done_at is null and payload is not null order by rowid",
            (channel,),
        )
        return tuple((id, payload) for id, payload in rows.fetchall())

    def done(self, channel: str, id: str, at: datetime) -> None:
        """Settle a message: its id stays against repeats, its payload is overwritten, on disk as well."""
        key = (channel, id)
        with writing(self.database):
            held = self.database.execute(
                "select 1 from inbox where channel = ? and id = ? and payload is not null", key
            ).fetchall()
            self.database.execute(
                "update inbox set done_at = ?, payload = null where channel = ? and id = ? and done_at is null",
                (stamp(at), *key),
            )
        if held:
            empty_log(self.database)

    def expire(self, before: datetime) -> int:
        """Return how many ids settled before then, or kept alone since before then, were dropped; the pending stay."""
        with writing(self.database):
            dropped = self.database.execute(
                "delete from inbox where coalesce(done_at, received_at) < ? "
                "and (done_at is not null or payload is null)",
                (stamp(before),),
            ).rowcount
        scrub(self.database)
        return dropped
