"""A running house takes up a new index between two questions, and loses none on the way."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from shutil import copytree
from time import monotonic

import pytest

from bot.app import CORPUS
from bot.config import Settings
from bot.domain import Address, Incoming, Outcome
from bot.follow import follow
from bot.serve import Rooms, rooms
from index.build import build
from index.document import Document, Kind, TextKind
from index.embedder import Embedder
from index.library import HOME, Entry, Library
from index.live import stamp

AT = datetime(2030, 6, 1, 5, tzinfo=UTC)
DECREE = Document(
    "nghi-dinh-999-2030-nd-cp",
    Kind.DECREE,
    "Nghị định số 999/2030/NĐ-CP về bến đò",
    "Nghị định số 999/2030/NĐ-CP",
    TextKind.OFFICIAL,
    number="999/2030/NĐ-CP",
)
TEXT = "".join(f"Điều {n}. Bến số {n}\n1. Bến đò số {n} treo {n} ngọn đèn lồng.\n" for n in range(1, 41))
PATIENCE = 120  # seconds, of which a slow machine needs a few
NUMBERS = count()  # a message with an id already heard is not answered
QUESTION = "Điều 17 Nghị định 999/2030/NĐ-CP quy định gì?"


@pytest.fixture
def data(shipped_data: Path, tmp_path: Path) -> Path:
    return copytree(shipped_data, tmp_path / "data")


async def ask(house: Rooms, text: str = QUESTION) -> tuple[str, Outcome]:
    number = next(NUMBERS)
    incoming = Incoming(str(number), Address("test", f"person {number}"), text, AT)
    reply = (await house.dialogue.handle(incoming))[-1]
    return reply.text, reply.outcome


async def asked_until(house: Rooms, done: Callable[[str], bool]) -> list[tuple[str, Outcome]]:
    """Return the replies to one question asked without end until one of them is the last."""
    replies: list[tuple[str, Outcome]] = []
    begun = monotonic()
    while not replies or not done(replies[-1][0]):
        replies.append(await ask(house))
        assert monotonic() - begun < PATIENCE, replies[-1]
        await asyncio.sleep(0)
    return replies


def add(data: Path, embedder: Embedder) -> None:
    Library(data / HOME).add([Entry(DECREE, TEXT)])
    build(CORPUS, data, embedder)


def remove(data: Path, embedder: Embedder) -> None:
    Library(data / HOME).remove(DECREE.id)
    build(CORPUS, data, embedder)


async def test_what_is_added_answers_and_what_is_removed_does_not(data: Path, embedder: Embedder) -> None:
    settings = Settings(data=data)
    with rooms(settings) as house, ThreadPoolExecutor(1) as aside:
        following = asyncio.create_task(follow(settings, house.dialogue, house.seen, every=0.01))
        loop = asyncio.get_running_loop()
        changing = loop.run_in_executor(aside, add, data, embedder)
        replies = await asked_until(house, lambda text: "17 ngọn đèn lồng" in text)
        await changing
        changing = loop.run_in_executor(aside, remove, data, embedder)
        replies += await asked_until(house, lambda text: "đèn lồng" not in text)
        await changing
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
    assert Outcome.ERROR not in {outcome for _, outcome in replies}


async def test_an_index_that_does_not_fit_leaves_the_house_as_it_is(data: Path) -> None:
    settings = Settings(data=data)
    with rooms(settings) as house:
        following = asyncio.create_task(follow(settings, house.dialogue, house.seen, every=0.01))
        before = await ask(house, "xã phải công khai những gì?")
        (data / "index" / "current").write_text("nowhere", encoding="utf-8")
        await asyncio.sleep(0.1)
        assert await ask(house, "xã phải công khai những gì?") == before
        assert not following.done()
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)


async def test_an_index_that_stays_is_not_opened_again(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(data=data)
    with rooms(settings) as house:
        adopted: list[object] = []
        monkeypatch.setattr(house.dialogue, "adopt", adopted.append)
        following = asyncio.create_task(follow(settings, house.dialogue, stamp(data), every=0.01))
        await asyncio.sleep(0.1)
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
    assert adopted == []
