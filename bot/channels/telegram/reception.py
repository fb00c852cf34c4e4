"""Updates are written down before they are acknowledged, and settled once worked on."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor
from datetime import datetime
from functools import partial
from typing import Protocol, TypeVar

from telegram import Update, User

from bot.channels.telegram.letter import Letter, dump, load, read

_HOLD = 5.0  # seconds for which one sensitive letter may keep the next ones waiting
_log = logging.getLogger(__name__)
_T = TypeVar("_T")


class Inbox(Protocol):
    """What is kept of received messages; bot.store.inbox is the one on disk."""

    def receive(self, channel: str, id: str, payload: str | None, at: datetime) -> bool:
        """Return whether the id is new; when it is, it is kept before this returns."""
        ...

    def pending(self, channel: str) -> tuple[tuple[str, str], ...]:
        """Return (id, payload) of what is not done, oldest first."""
        ...

    def done(self, channel: str, id: str, at: datetime) -> None:
        """Settle an id."""
        ...


class Reception:
    """Takes updates in and puts the letters among them on a queue."""

    def __init__(
        self,
        inbox: Inbox,
        queue: "asyncio.Queue[object]",
        *,
        channel: str,
        now: Callable[[], datetime],
        sensitive: Callable[[str], bool],
        worker: Executor | None,
    ) -> None:
        """Take the inbox, and the one thread that may touch it (None: the thread of the event loop)."""
        self._inbox = inbox
        self._queue = queue
        self._channel = channel
        self._now = now
        self._sensitive = sensitive
        self._worker = worker
        self._held: dict[str, asyncio.Event] = {}
        self._albums: deque[str] = deque(maxlen=100)

    async def resume(self) -> None:
        """Queue what an earlier run received and did not finish."""
        for id, payload in await self._in_turn(partial(self._inbox.pending, self._channel)):
            try:
                letter = load(payload)
            except (ValueError, KeyError, TypeError):
                _log.error("update %s cannot be read back; it is dropped", id)
                await self._in_turn(partial(self._inbox.done, self._channel, id, self._now()))
                continue
            await self._queue.put(letter)

    async def take(self, updates: tuple[Update, ...], me: User) -> int | None:
        """Return the offset up to which the updates may be acknowledged, None for none; raises what the inbox raises.

        It ends after a sensitive letter, so that what was not written down is acknowledged by itself.
        """
        offset = None
        for update in updates:
            letter, private = self._read(update, me)
            if letter and private:
                await self._hold(letter)
            elif letter and await self._new(letter, dump(letter)):
                await self._queue.put(letter)
            offset = update.update_id + 1
            if private:
                break
        return offset

    async def settle(self, letter: Letter) -> None:
        """Note that a letter has been worked on."""
        held = self._held.pop(letter.id, None)
        try:
            if held:
                await self._new(letter, None)
            else:
                await self._in_turn(partial(self._inbox.done, self._channel, letter.id, self._now()))
        except Exception:  # the person has the answer; the worst that follows is a repeat after a restart
            _log.exception("update %s could not be settled", letter.id)
        finally:
            if held:
                held.set()

    def _read(self, update: Update, me: User) -> tuple[Letter | None, bool]:
        """Return what is to be worked on, and whether its text must not be stored."""
        try:
            letter = read(update, me)
            if letter and letter.album:
                seen = letter.album in self._albums
                self._albums.append(letter.album)
                letter = None if seen else letter
            return letter, letter is not None and self._sensitive(letter.text)
        except Exception:  # one update that trips us must not come again and again and keep all others out
            _log.exception("update %s cannot be read; it is dropped", update.update_id)
            return None, False

    async def _hold(self, letter: Letter) -> None:
        """Acknowledge a letter that may not be written down only when it has been worked on, or has taken too long."""
        done = self._held[letter.id] = asyncio.Event()
        await self._queue.put(letter)
        try:
            await asyncio.wait_for(done.wait(), _HOLD)
        except TimeoutError:
            _log.warning("update %s takes long; it is acknowledged before it is answered", letter.id)
            await self._new(letter, None)

    async def _new(self, letter: Letter, payload: str | None) -> bool:
        return await self._in_turn(partial(self._inbox.receive, self._channel, letter.id, payload, self._now()))

    async def _in_turn(self, work: Callable[[], _T]) -> _T:
        if self._worker is None:
            return work()
        return await asyncio.get_running_loop().run_in_executor(self._worker, work)
