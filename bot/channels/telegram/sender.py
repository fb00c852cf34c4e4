"""Messages to Telegram: its errors become those of bot.errors; replies are tried again, broadcasts are not."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from telegram import LinkPreviewOptions, Message, ReplyParameters
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError, TimedOut
from telegram.error import NetworkError as NetworkProblem
from telegram.ext import ExtBot

from bot.channels.telegram.letter import Rows
from bot.channels.telegram.page import Page, markup, pages
from bot.domain import Outgoing
from bot.errors import Blocked, Rejected, SendError, TooFast, Unknown, Unreachable

Bot = ExtBot[None]

_WAITS = (1.0, 4.0, 15.0)  # seconds before a reply is tried again
_LONGEST = 60.0  # seconds; a person is not kept waiting for longer than this
_TYPING_AFTER, _TYPING_EVERY = 0.3, 4.5  # seconds; Telegram shows it for five
# What httpx raises before a request has left; by name, because httpx is PTB's business and not ours.
_NOT_SENT = {"ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError", "UnsupportedProtocol"}


def problem(error: TelegramError) -> SendError:
    """Return what the house calls this error; BadRequest and TimedOut are NetworkErrors, so they come first."""
    match error:
        case RetryAfter():
            return TooFast(pause(error))
        case Forbidden():
            return Blocked(str(error))
        case BadRequest() | ChatMigrated():
            return Rejected(str(error))
        case InvalidToken():
            return Unreachable("token refused")  # its own text may hold the token
        case NetworkProblem() if type(error.__cause__).__name__ in _NOT_SENT:
            return Unreachable(str(error))
    return Unknown(str(error))


def pause(error: RetryAfter) -> float:
    """Return the seconds Telegram asks to wait; PTB gives a number or a timedelta, as its environment says."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


class Sender:
    """Sends through one bot."""

    def __init__(self, bot: Bot) -> None:
        """Take the bot that is connected."""
        self._bot = bot

    async def reply(self, chat: int, outgoing: Outgoing, *, to: int = 0) -> str:
        """Return the id of the last message; waits and tries again a few times, then raises a SendError."""
        return await self._deliver(chat, outgoing, to, _WAITS)

    async def send(self, chat: str, outgoing: Outgoing) -> str:
        """Return the id of the last message; raises a SendError at once, after a first part has gone out Unknown."""
        return await self._deliver(chat, outgoing, 0, ())

    async def toast(self, query: str, text: str = "") -> None:
        """Answer the press of a button; a press too old to be answered is no error."""
        await _quietly(self._bot.answer_callback_query(query, text=text[:200] or None))

    async def keyboard(self, chat: int, message: int, rows: Rows) -> None:
        """Show other buttons under a message that may be gone by now."""
        await _quietly(self._bot.edit_message_reply_markup(chat_id=chat, message_id=message, reply_markup=markup(rows)))

    @asynccontextmanager
    async def typing(self, chat: int) -> AsyncIterator[None]:
        """Return a block during which the person sees that we write, unless it is over at once."""
        task = asyncio.create_task(self._type(chat))
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _type(self, chat: int) -> None:
        # An answer that is ready at once would be followed by five seconds of "typing…".
        await asyncio.sleep(_TYPING_AFTER)
        while True:
            await _quietly(self._bot.send_chat_action(chat, ChatAction.TYPING))
            await asyncio.sleep(_TYPING_EVERY)

    async def _deliver(self, chat: int | str, outgoing: Outgoing, to: int, waits: tuple[float, ...]) -> str:
        sent = ""
        for page in pages(outgoing):
            try:
                # Once a part is out there is no way back, so the others are worth waiting for.
                sent = await self._patiently(chat, page, 0 if sent else to, _WAITS if sent else waits)
            except SendError as error:
                if sent and not waits:
                    raise Unknown(f"a first part was sent, then {type(error).__name__}: {error}") from error
                raise
        return sent

    async def _patiently(self, chat: int | str, page: Page, to: int, waits: tuple[float, ...]) -> str:
        for wait in (*waits, None):
            try:
                return str((await self._once(chat, page, to)).message_id)
            except TelegramError as error:
                found = problem(error)
                delay = _delay(error, found, wait)
                if delay is None:
                    raise found from error
            await asyncio.sleep(delay)
        raise AssertionError("the last round returns or raises")

    async def _once(self, chat: int | str, page: Page, to: int) -> Message:
        fixed: dict[str, Any] = {
            "reply_markup": markup(page.rows),
            "link_preview_options": LinkPreviewOptions(is_disabled=True),
            "reply_parameters": ReplyParameters(to, allow_sending_without_reply=True) if to else None,
        }
        try:
            return await self._bot.send_message(chat, page.html, parse_mode=ParseMode.HTML, **fixed)
        except BadRequest as error:
            if "parse entities" not in str(error).lower():
                raise
        return await self._bot.send_message(chat, page.text, **fixed)


def _delay(error: TelegramError, found: SendError, wait: float | None) -> float | None:
    """Return after how many seconds a reply is worth another try, None for never."""
    # After a time-out the answer has most likely arrived; after a 5xx it has not, and silence is worse than a repeat.
    hopeless = isinstance(found, Blocked | Rejected) or (isinstance(found, Unknown) and isinstance(error, TimedOut))
    if wait is None or hopeless:
        return None
    if isinstance(found, TooFast):
        return found.retry_after if found.retry_after <= _LONGEST else None
    return wait


async def _quietly(request: Awaitable[object]) -> None:
    """Await a request whose failure nobody would notice."""
    try:
        await request
    except TelegramError:
        return
