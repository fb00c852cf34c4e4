"""What every door is, and how a long text is cut to a channel's limit."""

import re
from typing import Literal, Protocol

from bot.domain import Address, Outgoing

Units = Literal["chars", "utf16"]

# Where a text may be cut, best first; a cut far from the end would send crumbs, so only the last may be anywhere.
_PARAGRAPH = re.compile(r"\s*\n\s*\n\s*")
_LINE = re.compile(r"\s*\n\s*")
_SENTENCE = re.compile(r"(?<=[.!?…;])\s+|(?<=[.!?…;][\"”’)\]])\s+")
_WORD = re.compile(r"\s+")


class Channel(Protocol):
    """A door: it serves people, and takes what the house sends on its own account."""

    @property
    def name(self) -> str:
        """Return the name that addresses of this channel carry."""
        ...

    async def run(self) -> None:
        """Serve until cancelled."""
        ...

    async def send(self, address: Address, outgoing: Outgoing) -> str:
        """Return the channel's id of the message sent; raises a SendError, which says what is known."""
        ...


def split(text: str, limit: int, *, units: Units = "chars") -> tuple[str, ...]:
    """Return the text in parts of at most `limit` units (at least 2); of the text only white space at cuts is lost.

    Cuts fall between paragraphs, else lines, else sentences, else words; inside a word only when it alone is too long.
    """
    if limit < 2:  # one letter may take two units
        raise ValueError(f"limit {limit} is below 2")
    parts = []
    rest = text.strip()
    while rest:
        cut = _cut(rest, _fitting(rest, limit, units))
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return tuple(parts)


def width(text: str, units: Units = "chars") -> int:
    """Return how many units the text takes."""
    return len(text) + (sum(letter > "\uffff" for letter in text) if units == "utf16" else 0)


def _fitting(text: str, limit: int, units: Units) -> int:
    """Return how many letters from the start fit into the limit."""
    count = min(len(text), limit)
    while width(text[:count], units) > limit:
        # Dropping one letter frees at most two units: this never drops more than it must.
        count -= (width(text[:count], units) - limit + 1) // 2
    return count


def _cut(text: str, room: int) -> int:
    """Return where the first part ends, at most at `room`."""
    if room == len(text):
        return room
    window = text[: room + 1]  # the white space may begin just after the last letter that fits
    for breaks, least in ((_PARAGRAPH, room // 2), (_LINE, room // 2), (_SENTENCE, room // 2), (_WORD, 1)):
        places = [found.start() for found in breaks.finditer(window) if found.start() >= least]
        if places:
            return places[-1]
    return room
