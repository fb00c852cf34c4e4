"""Opens the doors: the web page always, Telegram when a token is set; ends cleanly on a signal."""

import asyncio
import logging
import signal
import socket
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import uvicorn

from bot.answer.accusation import accuses
from bot.answer.danger import danger
from bot.app import Progress, first_words, now, open_answerer
from bot.channels.web.app import web_app
from bot.config import Settings
from bot.dialogue import Dialogue, House
from bot.errors import BadSetting
from bot.follow import follow
from bot.messages import say
from bot.store.conversations import Conversations
from bot.store.database import open_database
from bot.store.inbox import Inbox
from bot.store.people import load_key
from index.live import stamp

_DAY = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Rooms:
    """What serving needs: the conversation, the store, and the two threads that own index and database."""

    dialogue: Dialogue
    conversations: Conversations
    inbox: Inbox
    writing: ThreadPoolExecutor
    seen: str = ""  # the state of index and library that the house was opened with


@contextmanager
def rooms(settings: Settings, progress: Progress | None = None) -> Iterator[Rooms]:
    """Yield the opened house; closes the database and ends the threads."""
    seen = stamp(settings.data)
    answerer = open_answerer(settings, progress)
    database = open_database(settings.data / "bot.db")
    conversations = Conversations(database, load_key(settings.data))
    notice = first_words(settings)
    house = House(notice, f"{say('contact.help')}\n\n{notice}", settings.place, timedelta(days=settings.retention_days))
    with ThreadPoolExecutor(1, "index") as thinking, ThreadPoolExecutor(1, "store") as writing:
        dialogue = Dialogue(answerer, conversations, house, now, thinking=thinking, writing=writing)
        try:
            yield Rooms(dialogue, conversations, Inbox(database), writing, seen)
        finally:
            writing.submit(database.close).result()


async def serve(settings: Settings, house: Rooms, ready: Callable[[str], None]) -> None:
    """Serve every configured door until a signal asks to stop; `ready` is told the address of the web page."""
    secure = settings.public_url.startswith("https://")
    page = web_app(
        house.dialogue,
        now=now,
        first_words=first_words(settings),
        secure=secure,
        max_age_days=settings.retention_days,
    )
    listening = _bound(settings)
    server = _Server(uvicorn.Config(page, log_level="warning", access_log=False, lifespan="off"))
    works = (_expire(settings, house), follow(settings, house.dialogue, house.seen), *_telegram(settings, house))
    tasks = [asyncio.create_task(work) for work in works]
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, server.stop)
    try:
        await server.listening(serving)
        ready(settings.public_url or _address(settings, listening))
        await asyncio.wait([serving, *tasks], return_when=asyncio.FIRST_COMPLETED)
        server.stop()
        await serving
        for task in tasks:
            if task.done():
                task.result()  # a door that could not open is told, not swallowed
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class _Server(uvicorn.Server):
    """Uvicorn that leaves the signals to the house."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Yield without taking the signals."""
        yield

    def stop(self) -> None:
        """Ask the server to finish."""
        self.should_exit = True

    async def listening(self, serving: "asyncio.Task[None]") -> None:
        """Wait until requests are taken, or the server gave up."""
        while not self.started and not serving.done():
            await asyncio.sleep(0.01)


def _bound(settings: Settings) -> socket.socket:
    """Return the listening socket; raises BadSetting where host and port cannot be had (uvicorn would exit)."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family)
    except (OSError, UnicodeError) as error:
        raise BadSetting(say("cli.unbound", host=settings.host, port=settings.port, reason=error)) from error


def _address(settings: Settings, listening: socket.socket) -> str:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{listening.getsockname()[1]}"


def _telegram(settings: Settings, house: Rooms) -> Iterator[Coroutine[Any, Any, None]]:
    if not settings.telegram_token:
        return
    from bot.channels.telegram.channel import TelegramChannel  # noqa: PLC0415 - 0.2 s that only this door needs

    yield TelegramChannel(
        house.dialogue,
        house.inbox,
        token=settings.telegram_token,
        api_url=settings.telegram_api_url,
        proxy=settings.telegram_proxy,
        now=now,
        sensitive=lambda text: danger(text) is not None or accuses(text),
        worker=house.writing,
    ).run()


async def _expire(settings: Settings, house: Rooms) -> None:
    """Delete every day what is older than people were told it is kept."""
    loop = asyncio.get_running_loop()
    while True:
        before = now() - timedelta(days=settings.retention_days)
        try:
            await loop.run_in_executor(house.writing, house.conversations.expire, before)
        except Exception:
            logging.getLogger(__name__).exception("old turns could not be deleted")
        await asyncio.sleep(_DAY)
