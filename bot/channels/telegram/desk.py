"""Works on one letter: asks the conversation, sends its replies, serves the buttons."""

import logging
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime

from bot.channels.telegram.letter import Kind, Letter
from bot.channels.telegram.page import UP, quoted, without
from bot.channels.telegram.sender import Sender
from bot.dialogue import Door
from bot.domain import Address, Incoming, Outgoing
from bot.errors import Blocked, SendError
from bot.messages import say

_REMEMBERED = 1_000  # messages of which we know what was pressed
_log = logging.getLogger(__name__)


class Desk:
    """Between the letters of one bot and the conversation."""

    def __init__(self, door: Door, sender: Sender, *, channel: str, now: Callable[[], datetime]) -> None:
        """Take the conversation, the way back and the clock."""
        self._door = door
        self._sender = sender
        self._channel = channel
        self._now = now
        self._pressed: OrderedDict[tuple[int, int], set[str]] = OrderedDict()

    async def work(self, letter: Letter) -> None:
        """Answer a letter; what cannot be delivered is logged and left."""
        try:
            match letter.kind:
                case Kind.TEXT:
                    await self._answer(letter)
                case Kind.MEDIA:
                    await self._say(letter, say("contact.text_only"))
                case Kind.BUTTON:
                    await self._press(letter)
        except Blocked:
            _log.info("update %s: this chat wants nothing from us", letter.id)
        except SendError as error:
            _log.warning("update %s: not answered (%s)", letter.id, type(error).__name__)

    async def apologise(self, letter: object, error: Exception | None) -> None:
        """Log what went wrong inside, and tell the person so much as that something did."""
        if not isinstance(letter, Letter):
            _log.error("something failed beside any update", exc_info=error)
            return
        _log.error("update %s: failed", letter.id, exc_info=error)
        try:
            await self._say(letter, say("contact.broken"))
        except SendError as failure:
            _log.warning("update %s: not even an apology (%s)", letter.id, type(failure).__name__)

    async def _answer(self, letter: Letter) -> None:
        async with self._sender.typing(letter.chat):
            incoming = Incoming(letter.id, self._address(letter), letter.text, self._now())
            for outgoing in await self._door.handle(incoming):
                await self._sender.reply(letter.chat, outgoing, to=letter.message)

    async def _say(self, letter: Letter, text: str) -> None:
        await self._sender.reply(letter.chat, Outgoing(text), to=letter.message)

    async def _press(self, letter: Letter) -> None:
        verb, turn, value = (*letter.data.split(":"), "", "")[:3]
        if verb in self._pressed.get((letter.chat, letter.message), ()):
            await self._sender.toast(letter.query)  # a finger that trembles presses twice
            return
        match verb:
            case "fb":
                words = await self._door.feedback(self._address(letter), turn, up=value == UP)
                await self._done(letter, verb, words)
            case "mo" | "so":
                await self._unfold(letter, verb, turn)
            case "ch" if letter.text:
                await self._done(letter, verb)
                await self._answer(letter)
            case _:
                await self._sender.toast(letter.query, say("contact.too_old"))

    async def _unfold(self, letter: Letter, verb: str, turn: str) -> None:
        rest = await self._door.more(self._address(letter), turn)
        text = "" if rest is None else rest.text if verb == "mo" else quoted(rest.sources)
        await self._done(letter, verb, "" if text.strip() else say("contact.too_old"))
        await self._say(letter, text)

    async def _done(self, letter: Letter, verb: str, words: str = "") -> None:
        """Answer the press, and take away the buttons of the message that have served."""
        pressed = self._pressed.setdefault((letter.chat, letter.message), set())
        pressed.add(verb)
        if len(self._pressed) > _REMEMBERED:
            self._pressed.popitem(last=False)
        await self._sender.toast(letter.query, words)
        if letter.rows:
            await self._sender.keyboard(letter.chat, letter.message, without(letter.rows, pressed))

    def _address(self, letter: Letter) -> Address:
        return Address(self._channel, str(letter.chat))
