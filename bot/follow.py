"""A running house takes up a new index between two questions: an imported text answers within seconds."""

import asyncio
import logging
from functools import partial

from bot.answer.answerer import Answerer
from bot.app import CORPUS, contact, cross_encoder, embedder
from bot.config import Settings
from bot.dialogue import Dialogue
from index.errors import CorpusError
from index.live import stamp
from index.search import Index

EVERY = 1.0  # seconds between two looks
_log = logging.getLogger(__name__)


async def follow(settings: Settings, dialogue: Dialogue, seen: str, every: float = EVERY) -> None:
    """Look for ever whether another index is live than the one `seen`, open it aside, and answer from it from then on.

    One that does not fit, as while it is being built, leaves the house with the one it has.
    """
    read = partial(stamp, settings.data)
    while True:
        await asyncio.sleep(every)
        now = await asyncio.to_thread(read)
        if now == seen:
            continue
        try:
            dialogue.adopt(await asyncio.to_thread(_opened, settings))
        except CorpusError as error:
            _log.info("the index stays as it is: %s", error)
        except Exception:
            _log.exception("a new index could not be opened")
        seen = now


def _opened(settings: Settings) -> Answerer:
    index = Index.open(settings.data, CORPUS, embedder(settings))
    index.second = cross_encoder(settings)
    return Answerer.of(index, CORPUS, contact(settings))
