"""The order of work: within a chat one letter after another, chats side by side."""

import asyncio
import inspect
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from telegram.ext import BaseUpdateProcessor

from bot.channels.telegram.letter import Letter

_MOST = 10_000  # letters waiting or worked on; each takes a slot, so a small number would let one chat stop the others


class PerChat(BaseUpdateProcessor):
    """A lock for each chat that has letters waiting; locks not waited for are dropped."""

    def __init__(self, settle: Callable[[Letter], Awaitable[None]]) -> None:
        """Take what is to be done once a letter has been worked on."""
        super().__init__(_MOST)
        self._settle = settle
        self._locks: dict[int, asyncio.Lock] = {}
        self._waiting: Counter[int] = Counter()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._closing = False

    async def initialize(self) -> None:
        """Need nothing."""

    async def shutdown(self) -> None:
        """Hold nothing."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Work on one letter in its turn, unless the door closes before."""
        task = asyncio.current_task()
        assert isinstance(update, Letter) and task is not None
        self._tasks.add(task)
        try:
            async with self._turn(update.chat):
                if not self._closing:
                    await coroutine
                    await self._settle(update)
        finally:
            self._tasks.discard(task)
            if inspect.iscoroutine(coroutine):
                coroutine.close()  # one that was never begun would warn

    async def close(self, grace: float) -> None:
        """Give what is under way `grace` seconds, then begin nothing more; what is cut short stays in the inbox."""
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=grace)
        self._closing = True
        for task in self._tasks:
            task.cancel()

    @property
    def busy(self) -> int:
        """Return how many chats have letters waiting or worked on."""
        return len(self._locks)

    @asynccontextmanager
    async def _turn(self, chat: int) -> AsyncIterator[None]:
        lock = self._locks.setdefault(chat, asyncio.Lock())
        self._waiting[chat] += 1
        try:
            async with lock:
                yield
        finally:
            self._waiting[chat] -= 1
            if not self._waiting[chat]:
                del self._waiting[chat], self._locks[chat]
