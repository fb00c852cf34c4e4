"""A Telegram door over real HTTP: the fake server, a fake conversation, the real inbox."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TypedDict, Unpack

from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.reception import Inbox
from bot.dialogue import Door
from bot.domain import Address, Outgoing, Source
from bot.store.database import open_database
from bot.store.inbox import Inbox as StoredInbox
from tests.fake_servers.telegram import TOKEN, FakeTelegram

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
ASKER = Address("telegram", "7")
LAW = Source(
    document="luat-10-2022-qh15",
    number="10/2022/QH15",
    title="Luật Thực hiện dân chủ ở cơ sở",
    locator="art_13__cl_2",
    spoken="khoản 2 Điều 13",
    quote="Niêm yết ít nhất 30 ngày liên tục.",
    text_kind="digest",
)
ANSWER = Outgoing(
    "Xã niêm yết 30 ngày.\nCăn cứ: khoản 2 Điều 13.", more="Mỗi quý lập danh sách.", sources=(LAW,), turn="t1"
)


class Options(TypedDict, total=False):
    """What a test may set otherwise."""

    token: str
    api_url: str
    proxy: str
    worker: Executor


@asynccontextmanager
async def opened(
    server: FakeTelegram, door: Door, inbox: Inbox, **options: Unpack[Options]
) -> AsyncIterator[TelegramChannel]:
    """A channel that runs; on leaving it is cancelled and must end by that."""
    channel = make(server, door, inbox, **options)
    task = asyncio.create_task(channel.run())
    try:
        yield channel
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def make(server: FakeTelegram, door: Door, inbox: Inbox, **options: Unpack[Options]) -> TelegramChannel:
    settings: Options = {"token": TOKEN, "api_url": server.url, **options}
    return TelegramChannel(door, inbox, now=lambda: NOW, sensitive=lambda text: "tố cáo" in text, **settings)


@contextmanager
def stored(path: Path) -> Iterator[tuple[StoredInbox, ThreadPoolExecutor]]:
    """The real inbox, with the one thread that may touch it."""
    database = open_database(path)
    try:
        with ThreadPoolExecutor(1) as worker:
            yield StoredInbox(database), worker
    finally:
        database.close()


class MemoryInbox:
    """An inbox that forgets with the process; `broken` is raised by receive while it is set."""

    def __init__(self) -> None:
        self.rows: dict[str, str | None] = {}
        self.settled: list[str] = []
        self.broken: Exception | None = None

    def receive(self, channel: str, id: str, payload: str | None, at: datetime) -> bool:
        if self.broken:
            raise self.broken
        assert channel == "telegram" and at == NOW
        new = id not in self.rows
        self.rows.setdefault(id, payload)
        return new

    def pending(self, channel: str) -> tuple[tuple[str, str], ...]:
        assert channel == "telegram"
        return tuple((id, payload) for id, payload in self.rows.items() if payload and id not in self.settled)

    def done(self, channel: str, id: str, at: datetime) -> None:
        assert channel == "telegram" and at == NOW
        self.settled.append(id)


def replies(server: FakeTelegram, chat: int, count: int) -> Callable[[], bool]:
    return lambda: len(server.messages[chat]) >= count
