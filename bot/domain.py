"""The values of the conversation: what comes in, what goes out, what is remembered. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from index.document import Hit


class Outcome(StrEnum):
    """How a message ended."""

    ANSWERED = "answered"
    CLARIFY = "clarify"
    NOT_FOUND = "not_found"
    OUT_OF_SCOPE = "out_of_scope"
    CHITCHAT = "chitchat"
    HANDED_OVER = "handed_over"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Place:
    """A commune, district or town that plans speak for, and what became of it."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    within: str = ""
    successors: tuple[str, ...] = ()
    predecessors: tuple[str, ...] = ()
    fate: str = ""
    certainty: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a person is reached: a channel and the channel's own id of the chat."""

    channel: str
    chat: str


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message from a person; `id` is the channel's own, so that a repeated delivery is harmless."""

    id: str
    address: Address
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Source:
    """A citation as shown: `quote` is a whole stored passage, `spoken` reads "khoản 2 Điều 13"."""

    document: str
    number: str
    title: str
    locator: str
    spoken: str
    quote: str
    text_kind: str
    official: str = ""  # the official wording of the same place, where the quote is a digest and one is held
    page: str = ""  # where the official text is published


@dataclass(frozen=True, slots=True)
class Answer:
    """What one question came to: the first screen, the rest, and what both rest on.

    `category` is set when the text of the question must not be stored (danger, accusation).
    """

    outcome: Outcome
    text: str
    more: str = ""
    understood: str = ""
    choices: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    retrieved: tuple[Hit, ...] = ()
    confidence: float = 0.0
    category: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """One exchange as remembered for follow-ups; `at` is aware UTC."""

    question: str
    understood: str
    outcome: Outcome
    citations: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One reply: plain text, what may be folded out under it, and the turn's id for feedback ("" = none)."""

    text: str
    more: str = ""
    sources: tuple[Source, ...] = ()
    choices: tuple[str, ...] = ()
    turn: str = ""
    outcome: Outcome = Outcome.ANSWERED
