"""Waiting longer and longer while Telegram cannot be reached, with one line a minute in the log."""

import asyncio
import logging
from time import monotonic

from telegram.error import RetryAfter

from bot.channels.telegram.sender import pause

_FIRST, _LONGEST, _LINE_EVERY = 0.5, 30.0, 60.0  # seconds
_log = logging.getLogger(__name__)


class Backoff:
    """The waits between failures in a row."""

    def __init__(self) -> None:
        """Begin with the shortest wait."""
        self._wait = _FIRST
        self._logged = -_LINE_EVERY

    async def after(self, error: Exception) -> None:
        """Wait; twice as long as the last time, or as long as Telegram asks."""
        if monotonic() - self._logged >= _LINE_EVERY:
            self._logged = monotonic()
            _log.warning("Telegram cannot be served (%s: %s); trying again", type(error).__name__, str(error)[:200])
        await asyncio.sleep(max(self._wait, pause(error)) if isinstance(error, RetryAfter) else self._wait)
        self._wait = min(2 * self._wait, _LONGEST)

    def over(self) -> None:
        """Note that it works again."""
        if self._wait > _FIRST:
            _log.info("Telegram is served again")
        self._wait = _FIRST
