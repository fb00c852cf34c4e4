"""Replies become pages Telegram takes: cut to length, escaped, with buttons under the last. Pure."""

import html
from collections.abc import Iterable
from dataclasses import dataclass

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.channels.base import split
from bot.channels.telegram.letter import Rows
from bot.domain import Outgoing, Source
from bot.messages import say

LIMIT = 4000  # UTF-16 units of the 4096 Telegram takes, tags not counted
UP, DOWN = "1", "0"
_DATA_LIMIT = 64  # bytes


@dataclass(frozen=True, slots=True)
class Page:
    """One message: `text` is what `html` says without its tags."""

    text: str
    html: str
    rows: Rows = ()


def pages(outgoing: Outgoing) -> tuple[Page, ...]:
    """Return the messages that carry one reply; none when it says nothing."""
    parts = split(outgoing.text, LIMIT, units="utf16")
    last = len(parts) - 1
    return tuple(
        Page(part, _html(part), _rows(outgoing) if number == last else ()) for number, part in enumerate(parts)
    )


def quoted(sources: Iterable[Source]) -> str:
    """Return the passages an answer rests on, each under its source line."""
    return "\n\n".join("\n".join(part for part in _parts(source) if part).strip() for source in sources)


def without(rows: Rows, verbs: Iterable[str]) -> Rows:
    """Return the keyboard without the buttons of these verbs."""
    dropped = tuple(f"{verb}:" for verb in verbs)
    kept = (tuple(button for button in row if not button[1].startswith(dropped)) for row in rows)
    return tuple(row for row in kept if row)


def markup(rows: Rows) -> InlineKeyboardMarkup | None:
    """Return the keyboard as Telegram's library wants it, None when it has no buttons."""
    if not rows:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data=data) for label, data in row] for row in rows]
    )


def _html(text: str) -> str:
    return "\n".join(_line(html.escape(line, quote=False)) for line in text.split("\n"))


def _line(escaped: str) -> str:
    return f"<i>{escaped}</i>" if escaped.startswith(say("telegram.basis")) else escaped


def _parts(source: Source) -> tuple[str, ...]:
    official = f"{say('corpus.official')} “{source.official}”" if source.official else ""
    return _named(source), source.quote, official, source.page


def _named(source: Source) -> str:
    kind = say("web.source_digest" if source.text_kind == "digest" else "web.source_official")
    name = " ".join(part for part in (source.spoken, source.title) if part)
    number = say("telegram.numbered", number=source.number) if source.number else ""
    return say("telegram.quoted", basis=say("telegram.basis"), name=name + number, kind=kind)


def _rows(outgoing: Outgoing) -> Rows:
    turn = outgoing.turn
    choices = tuple(((choice, f"ch:{turn or 0}:{n}"),) for n, choice in enumerate(outgoing.choices))
    if not turn:
        return _fitting(choices)
    more = ((say("web.more"), f"mo:{turn}"),) if outgoing.more else ()
    basis = ((say("web.sources"), f"so:{turn}"),) if outgoing.sources else ()
    thumbs = ((say("telegram.up"), f"fb:{turn}:{UP}"), (say("telegram.down"), f"fb:{turn}:{DOWN}"))
    return _fitting((*choices, more + basis, thumbs))


def _fitting(rows: Rows) -> Rows:
    """Return the keyboard without what Telegram would refuse: better no button than no answer."""
    kept = (tuple(button for button in row if len(button[1].encode()) <= _DATA_LIMIT) for row in rows)
    return tuple(row for row in kept if row)
