"""The tables of bot.db, one numbered step for each change; a published step is never edited, a new one is added."""

from sqlite_utils import Database, Migrations


def m001_conversations(database: Database) -> None:
    """Make people and their turns; times are UTC text of fixed width, so that they compare as text."""
    for statement in (
        """create table people (
            person text primary key,
            place text not null default '',
            first_seen text not null,
            last_seen text not null
        ) strict""",
        """create table turns (
            id text primary key,
            person text not null references people (person),
            channel text not null,
            at text not null,
            question text not null,
            understood text not null,
            outcome text not null,
            category text not null,
            citations text not null,
            answer_more text not null,
            sources text not null,
            confidence real,
            latency_ms integer,
            feedback integer check (feedback in (-1, 1))
        ) strict""",
        "create index turns_of_person on turns (person, at)",
        "create index turns_by_time on turns (at)",
        "create index people_by_last_seen on people (last_seen)",
    ):
        database.execute(statement)


def m002_inbox(database: Database) -> None:
    """Make the inbox: what a channel handed over, and the ids already met."""
    for statement in (
        """create table inbox (
            channel text not null,
            id text not null,
            payload text,
            received_at text not null,
            done_at text,
            primary key (channel, id)
        ) strict""",
        "create index inbox_pending on inbox (channel) where done_at is null and payload is not null",
    ):
        database.execute(statement)


STEPS = (m001_conversations, m002_inbox)


def unknown_steps(database: Database) -> tuple[str, ...]:
    """Return the steps that a newer version has applied to this database, oldest first."""
    known = {step.__name__ for step in STEPS}
    return tuple(step.name for step in _migrations().applied(database) if step.name not in known)


def pending_steps(database: Database) -> tuple[str, ...]:
    """Return the steps this database still lacks, in their order."""
    return tuple(step.name for step in _migrations().pending(database))


def apply_steps(database: Database) -> None:
    """Apply what is pending; inside an open transaction each step is a savepoint of it."""
    _migrations().apply(database)


def _migrations() -> Migrations:
    migrations = Migrations("bot")
    for step in STEPS:
        migrations()(step)
    return migrations
