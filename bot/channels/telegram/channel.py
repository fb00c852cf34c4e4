"""The door to Telegram: polls, works on letters in each chat's order, sends what the house has to say."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from telegram import BotCommand, Update
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, CallbackContext, TypeHandler

from bot.channels.telegram.backoff import Backoff
from bot.channels.telegram.chats import PerChat
from bot.channels.telegram.desk import Desk
from bot.channels.telegram.letter import Letter
from bot.channels.telegram.reception import Inbox, Reception
from bot.channels.telegram.sender import Bot, Sender
from bot.dialogue import Door
from bot.domain import Address, Outgoing
from bot.errors import BadSetting, Unreachable
from bot.messages import listing, say

NAME = "telegram"
_POLL = 30  # seconds for which Telegram holds a request for updates
_GRACE = 1.0  # seconds for answers under way when the door closes
_log = logging.getLogger(__name__)

App = Application[Bot, Any, Any, Any, Any, Any]


@dataclass(frozen=True, slots=True)
class _Session:
    """What exists from one opening of the door to its closing."""

    application: App
    chats: PerChat
    reception: Reception
    sender: Sender


class TelegramChannel:
    """Telegram by polling: one poller for a token, no public address needed."""

    def __init__(
        self,
        door: Door,
        inbox: Inbox,
        *,
        token: str,
        api_url: str = "",
        proxy: str = "",
        now: Callable[[], datetime],
        sensitive: Callable[[str], bool],
        worker: Executor | None = None,
    ) -> None:
        """Take the conversation and the inbox, which only `worker` touches (None: the thread of the event loop)."""
        self._door = door
        self._inbox = inbox
        self._token = token
        self._api_url = api_url
        self._proxy = proxy
        self._now = now
        self._sensitive = sensitive
        self._worker = worker
        self._sender: Sender | None = None
        _hush()

    @property
    def name(self) -> str:
        """Return the name that addresses of this channel carry."""
        return NAME

    async def run(self) -> None:
        """Serve until cancelled; raises BadSetting when Telegram refuses the token."""
        session = self._open()
        try:
            await _connect(session.application)
            self._sender = session.sender
            await _announce(session.application.bot)
            await session.reception.resume()
            await session.application.start()
            await _poll(session)
        except InvalidToken:
            raise BadSetting(say("telegram.refused")) from None  # its own text holds the token
        finally:
            self._sender = None
            await _close(session)

    async def send(self, address: Address, outgoing: Outgoing) -> str:
        """Return Telegram's id of the last message sent; raises a SendError."""
        if self._sender is None:
            raise Unreachable("not connected to Telegram")
        return await self._sender.send(address.chat, outgoing)

    def _open(self) -> _Session:
        queue: asyncio.Queue[object] = asyncio.Queue()
        reception = Reception(
            self._inbox, queue, channel=NAME, now=self._now, sensitive=self._sensitive, worker=self._worker
        )
        chats = PerChat(reception.settle)
        application = self._application(queue, chats)
        sender = Sender(application.bot)
        desk = Desk(self._door, sender, channel=NAME, now=self._now)

        async def work(letter: Letter, _context: CallbackContext[Any, Any, Any, Any]) -> None:
            await desk.work(letter)

        async def failed(letter: object, context: CallbackContext[Any, Any, Any, Any]) -> None:
            await desk.apologise(letter, context.error)

        application.add_handler(TypeHandler(Letter, work))
        application.add_error_handler(failed)
        return _Session(application, chats, reception, sender)

    def _application(self, queue: "asyncio.Queue[object]", chats: PerChat) -> App:
        # Without PTB's Updater: its polling task ends unseen when a token is refused or storing fails, it
        # acknowledges whole batches only, and it asks Telegram once more before it stops.
        builder: Any = Application.builder().token(self._token).updater(None).job_queue(None)
        builder = builder.update_queue(queue).concurrent_updates(chats)
        builder = builder.connect_timeout(10).read_timeout(20).pool_timeout(5).get_updates_connect_timeout(10)
        if self._api_url:
            builder = builder.base_url(f"{self._api_url}/bot").base_file_url(f"{self._api_url}/file/bot")
        if self._proxy:
            builder = builder.proxy(self._proxy).get_updates_proxy(self._proxy)
        application: App = builder.build()
        return application


async def _connect(application: App) -> None:
    """Learn who we are and end any webhook, however long Telegram is out of reach; raises InvalidToken."""
    backoff = Backoff()
    while True:
        try:
            await application.initialize()
            await application.bot.delete_webhook(drop_pending_updates=False)
        except InvalidToken:
            raise
        except TelegramError as error:
            await backoff.after(error)
        else:
            return


async def _announce(bot: Bot) -> None:
    """Set the menu of commands; a door without a menu is still a door."""
    commands = [BotCommand(*line.split(" ", 1)) for line in listing("telegram.commands")]
    try:
        await bot.set_my_commands(commands)
        await bot.set_my_commands(commands, language_code="vi")
    except InvalidToken:
        raise
    except TelegramError as error:
        _log.warning("the menu of commands was not set (%s)", type(error).__name__)


async def _poll(session: _Session) -> None:
    """Fetch updates for ever; asking from an offset on acknowledges all before it, so it moves after storing only."""
    bot, backoff = session.application.bot, Backoff()
    offset: int | None = None
    while True:
        try:
            updates = await bot.get_updates(
                offset, timeout=_POLL, allowed_updates=[Update.MESSAGE, Update.CALLBACK_QUERY]
            )
            offset = await session.reception.take(updates, bot.bot) or offset
        except InvalidToken:
            raise
        except Exception as error:  # a full disk as well: nothing is acknowledged, so nothing is lost
            await backoff.after(error)
        else:
            backoff.over()


async def _close(session: _Session) -> None:
    await session.chats.close(_GRACE)
    if session.application.running:
        await session.application.stop()
    await session.application.shutdown()
    await session.application.bot.shutdown()  # the application skips it when it never was initialised


def _hush() -> None:
    """Keep the token and what people wrote out of the log: httpx logs addresses, PTB whole requests and updates."""
    for name in ("httpx", "httpcore", "telegram"):
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in ("telegram.ext.ExtBot", "telegram.request.BaseRequest"):  # what cannot be parsed, they log in full
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
