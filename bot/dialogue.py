"""One message in, replies out: recall, answer, remember."""

import asyncio
import logging
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from time import perf_counter
from typing import Any, Protocol, TypeVar

from bot.answer.answerer import Answerer
from bot.answer.danger import danger
from bot.config import VIETNAM
from bot.domain import Address, Answer, Incoming, Outcome, Outgoing, Turn
from bot.messages import say
from bot.store.conversations import Conversations, Record
from bot.store.database import storable

_PLACE_WORDS = 6  # "xã Bắc Sơn, huyện Bắc Hà" is a place, a longer text a question
_PEOPLE = 10_000  # people whose pace is remembered
_UNWRITTEN, _HELD = 100, timedelta(minutes=30)  # answers whose rest is held in memory alone, and how long
_COMMANDS = {"/start": "start", "/help": "help", "/xoa": "forget", "/diaban": "place", "/batdau": "start"}
_T = TypeVar("_T")
_log = logging.getLogger(__name__)


class Door(Protocol):
    """What a channel may ask of the conversation; Dialogue is the one that serves people, tests hand in fakes."""

    async def handle(self, incoming: Incoming) -> tuple[Outgoing, ...]:
        """Return the replies to one message; never raises, a repeated id answers with nothing."""
        ...

    async def feedback(self, address: Address, turn: str, *, up: bool) -> str:
        """Return the words that thank for a thumb; the turn must be this person's own."""
        ...

    async def more(self, address: Address, turn: str) -> Outgoing | None:
        """Return the rest of an earlier answer of this person, or None when it is no longer kept."""
        ...


@dataclass(frozen=True, slots=True)
class House:
    """What the conversation is run with: the words of first contact, how long turns are kept, how fast is too fast."""

    first_words: str
    help: str
    place: str = ""  # the place of those who have not told theirs
    retention: timedelta = timedelta(days=180)
    context: timedelta = timedelta(minutes=30)
    burst: int = 20  # messages a person may send within `window`
    window: timedelta = timedelta(minutes=1)


class Dialogue:
    """The conversation that serves people: the index in one thread, the database in another, neither in the loop."""

    def __init__(
        self,
        answerer: Answerer,
        conversations: Conversations,
        house: House,
        now: Callable[[], datetime],
        *,
        thinking: Executor,
        writing: Executor,
    ) -> None:
        self._answerer = answerer
        self._conversations = conversations
        self._house = house
        self._now = now
        self._thinking = thinking
        self._writing = writing
        self._recent: OrderedDict[Address, deque[datetime]] = OrderedDict()
        self._asks_place: OrderedDict[Address, None] = OrderedDict()
        self._started: OrderedDict[Address, None] = OrderedDict()  # who read the notice by /start
        self._seen: OrderedDict[tuple[str, str, str], None] = OrderedDict()
        # the rest of answers that no disk may hold, and since when
        self._unwritten: OrderedDict[tuple[Address, str], tuple[Outgoing, datetime]] = OrderedDict()

    def adopt(self, answerer: Answerer) -> None:
        """Answer from the next question on as another answerer does; one under way is answered as it began."""
        self._answerer = answerer

    async def handle(self, incoming: Incoming) -> tuple[Outgoing, ...]:
        """Return the replies to one message; never raises, a repeated id answers with nothing."""
        try:
            return await self._handle(replace(incoming, text=storable(incoming.text)))
        except Exception:
            _log.exception("a message could not be answered")  # the traceback holds no text of the person
            return (Outgoing(say("contact.broken"), outcome=Outcome.ERROR),)

    async def feedback(self, address: Address, turn: str, *, up: bool) -> str:
        """Return the words that thank for a thumb; the turn must be this person's own."""
        kept = await self._store(self._conversations.feedback, address, turn, up)
        return say("contact.thanks_up" if up else "contact.thanks_down") if kept else say("contact.too_old")

    async def more(self, address: Address, turn: str) -> Outgoing | None:
        """Return the rest of an earlier answer of this person, or None when it is no longer kept."""
        self._drop_old()
        if (address, turn) in self._unwritten:
            return self._unwritten[address, turn][0]
        found = await self._store(self._conversations.more, address, turn)
        return Outgoing(found[0], sources=found[1]) if found else None

    async def _handle(self, incoming: Incoming) -> tuple[Outgoing, ...]:
        if self._repeated(incoming):
            return ()
        command = _command(incoming.text)
        if danger(" ".join(command[1:]) if command else incoming.text):  # before limits, storage and search
            return await self._answer(incoming, danger_first=True)
        if self._too_fast(incoming):
            return (Outgoing(say("contact.too_fast"), outcome=Outcome.CLARIFY),)
        if command:
            return await self._command(command, incoming)
        if self._asks_place.pop(incoming.address, self) is None and self._names_place(incoming.text):
            return await self._set_place(incoming, incoming.text)
        return await self._answer(incoming)

    async def _answer(self, incoming: Incoming, *, danger_first: bool = False) -> tuple[Outgoing, ...]:
        started = perf_counter()
        address, at = incoming.address, incoming.at
        turns: tuple[Turn, ...] = ()
        greeted, place = True, ""
        if not danger_first:
            turns = await self._store(self._conversations.recall, address, 4, at - self._house.context)
            greeted = address in self._started or await self._store(self._conversations.greeted, address)
            place = await self._store(self._conversations.place, address) or self._house.place
        history = [turn.question for turn in turns if turn.question]
        local = at.astimezone(VIETNAM).date()
        answer = await self._think(partial(self._answerer.answer, incoming.text, history, place, on=local))
        record = Record(
            at=at,
            question=incoming.text,
            understood=answer.understood,
            outcome=answer.outcome,
            category=answer.category,
            citations=tuple(f"{source.document} {source.locator}" for source in answer.sources),
            more=answer.more,
            sources=answer.sources,
            confidence=answer.confidence,
            latency_ms=round((perf_counter() - started) * 1000),
        )
        try:
            turn = await self._store(self._conversations.remember, address, record)
        except Exception:
            if not danger_first:
                raise
            _log.exception("a turn could not be stored")  # the emergency numbers go out all the same
            turn = ""
        if answer.category and (answer.more or answer.sources):
            self._drop_old()
            self._unwritten[address, turn] = Outgoing(answer.more, sources=answer.sources), self._now()
        reply = Outgoing(answer.text, answer.more, answer.sources, answer.choices, turn, answer.outcome)
        return (reply,) if greeted else (Outgoing(self._house.first_words, outcome=Outcome.CHITCHAT), reply)

    async def _command(self, command: Sequence[str], incoming: Incoming) -> tuple[Outgoing, ...]:
        address = incoming.address
        words: tuple[str, ...]
        match command[0]:
            case "start":
                self._started[address] = None
                _trim(self._started)
                words = (self._house.first_words, say("chitchat.greeting"))
            case "help":
                words = (self._house.help,)
            case "forget":
                for key in [key for key in self._unwritten if key[0] == address]:
                    del self._unwritten[key]
                count = await self._store(self._conversations.forget, address)
                words = (say("contact.forgotten", count=count) if count else say("contact.nothing_kept"),)
            case _:
                if len(command) > 1:
                    return await self._set_place(incoming, command[1])
                self._asks_place[address] = None
                _trim(self._asks_place)
                names = tuple(place.name for place in self._answerer.places.all())
                return (Outgoing(say("contact.asks_place"), choices=names[:9], outcome=Outcome.CLARIFY),)
        return tuple(Outgoing(text, outcome=Outcome.CHITCHAT) for text in words)

    async def _set_place(self, incoming: Incoming, name: str) -> tuple[Outgoing, ...]:
        place = self._answerer.places.get(name)
        await self._store(self._conversations.set_place, incoming.address, place.id if place else "", incoming.at)
        if place is None:
            text = say("contact.place_unknown", place=name.strip()[:60])
        else:
            text = "\n".join(part for part in (say("contact.place_set", place=place.name), place.fate) if part)
        return (Outgoing(text, outcome=Outcome.CHITCHAT),)

    def _names_place(self, text: str) -> bool:
        """Tell whether the reply to "where do you live" is a place and not already the next question."""
        return self._answerer.places.get(text) is not None or (len(text.split()) <= _PLACE_WORDS and "?" not in text)

    def _repeated(self, incoming: Incoming) -> bool:
        key = (incoming.address.channel, incoming.address.chat, incoming.id)
        known = key in self._seen
        self._seen[key] = None
        _trim(self._seen)
        return known

    def _too_fast(self, incoming: Incoming) -> bool:
        """Tell whether this person sent more than a burst within the window; the oldest people are forgotten first."""
        times = self._recent.setdefault(incoming.address, deque(maxlen=self._house.burst))
        self._recent.move_to_end(incoming.address)
        _trim(self._recent)
        full = len(times) == self._house.burst and incoming.at - times[0] < self._house.window
        if not full:
            times.append(incoming.at)
        return full

    def _drop_old(self) -> None:
        _trim(self._unwritten, _UNWRITTEN)
        while self._unwritten and self._now() - next(iter(self._unwritten.values()))[1] > _HELD:
            self._unwritten.popitem(last=False)

    async def _think(self, work: Callable[[], Answer]) -> Answer:
        return await asyncio.get_running_loop().run_in_executor(self._thinking, work)

    async def _store(self, work: Callable[..., _T], *values: object) -> _T:
        return await asyncio.get_running_loop().run_in_executor(self._writing, partial(work, *values))


def _command(text: str) -> list[str]:
    """Return the command of a text and what follows it; nothing when it is none. "/help" itself calls no help."""
    words = text.split(maxsplit=1)
    name = _COMMANDS.get(words[0].lower().partition("@")[0]) if words else None
    return [name, *words[1:]] if name else []


def _trim(kept: OrderedDict[Any, Any], most: int = _PEOPLE) -> None:
    while len(kept) > most:
        kept.popitem(last=False)
