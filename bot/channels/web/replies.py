"""The replies of the last minutes, so that a form sent twice shows twice what was answered once."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any

from bot.domain import Outgoing

Ask = Callable[[], Coroutine[Any, Any, tuple[Outgoing, ...]]]


class Replies:
    """Replies by message id, in memory only: at most `most` of them, none longer than `keep` after it was asked."""

    def __init__(
        self, now: Callable[[], datetime], *, keep: timedelta = timedelta(minutes=10), most: int = 500
    ) -> None:
        """Take the clock that says when a reply is too old to be shown again."""
        self._now = now
        self._keep = keep
        self._most = most
        self._asked: dict[str, tuple[datetime, asyncio.Task[tuple[Outgoing, ...]]]] = {}

    async def once(self, key: str, ask: Ask) -> tuple[Outgoing, ...]:
        """Return what `ask` answers, asking only the first time; a failure is not kept, so it can be tried again."""
        self._forget()
        if key not in self._asked:
            if len(self._asked) >= self._most:
                del self._asked[next(iter(self._asked))]
            self._asked[key] = (self._now(), asyncio.create_task(ask()))
        try:
            # A reader who hangs up must not cancel the answer that the second submit is waiting for.
            return await asyncio.shield(self._asked[key][1])
        except Exception:
            self._asked.pop(key, None)
            raise

    def _forget(self) -> None:
        oldest = self._now() - self._keep
        for key in [key for key, (at, _) in self._asked.items() if at < oldest]:
            del self._asked[key]
