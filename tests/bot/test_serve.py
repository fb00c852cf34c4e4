"""The doors are opened, serve, and are closed again."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import httpx
import pytest

from bot.config import Settings
from bot.errors import BadSetting, StoreError
from bot.serve import rooms, serve
from tests.fake_servers.telegram import TOKEN, FakeTelegram


@pytest.fixture
def settings(shipped_data: Path, tmp_path: Path) -> Settings:
    return Settings(data=copytree(shipped_data, tmp_path / "data"), port=0)


@asynccontextmanager
async def served(settings: Settings) -> AsyncIterator[str]:
    """Yield the address of the web page; the house must end by SIGTERM."""
    with rooms(settings) as house:
        ready: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        task = asyncio.create_task(serve(settings, house, ready.set_result))

        def ended(task: "asyncio.Task[None]") -> None:
            if not ready.done():
                ready.set_exception(task.exception() or EOFError("the house closed before it opened"))

        task.add_done_callback(ended)
        try:
            yield await ready
        finally:
            os.kill(os.getpid(), signal.SIGTERM)
            await asyncio.wait_for(task, 10)


async def test_the_page_answers_a_question_and_remembers_the_turn(settings: Settings) -> None:
    async with served(settings) as address, httpx.AsyncClient(base_url=address) as browser:
        assert address.startswith("http://127.0.0.1:")
        assert (await browser.get("/health")).text == "ok"
        page = await browser.post("/hoi", data={"q": "Điều 13 khoản 2 nói gì?"})
        assert page.status_code == 200
        assert "khoản 2 Điều 13" in page.text
    assert (settings.data / "bot.db").stat().st_size > 0
    assert not (settings.data / "bot.db-wal").exists()  # closed, not torn off


async def test_the_operator_is_named_at_first_contact(settings: Settings) -> None:
    named = replace(settings, operator="UBND xã Suối Bạc", telephone="0200 000 000", retention_days=30)
    async with served(named) as address, httpx.AsyncClient(base_url=address) as browser:
        text = (await browser.get("/")).text
        assert "UBND xã Suối Bạc" in text and "0200 000 000" in text and "30 ngày" in text
        assert "Bản chạy thử" not in text


async def test_a_house_without_an_operator_says_it_is_a_trial(settings: Settings) -> None:
    async with served(settings) as address, httpx.AsyncClient(base_url=address) as browser:
        assert "Bản chạy thử" in (await browser.get("/")).text


async def test_a_public_address_is_the_one_told_and_its_cookie_is_secure(settings: Settings) -> None:
    with rooms(settings) as house:
        told: list[str] = []
        loop = asyncio.get_running_loop()
        public = replace(settings, public_url="https://danbiet.example")
        task = asyncio.create_task(serve(public, house, told.append))
        while not told:
            await asyncio.sleep(0.01)
        loop.call_soon(os.kill, os.getpid(), signal.SIGINT)
        await asyncio.wait_for(task, 10)
    assert told == ["https://danbiet.example"]


async def test_telegram_answers_as_well_when_a_token_is_set(settings: Settings) -> None:
    async with FakeTelegram() as server:
        both = replace(settings, telegram_token=TOKEN, telegram_api_url=server.url)
        async with served(both) as address, httpx.AsyncClient(base_url=address) as browser:
            await server.say(7, "Điều 13 khoản 2 nói gì?")
            await server.until(lambda: len(server.messages[7]) >= 2, timeout=20)
            assert "khoản 2 Điều 13" in server.sent(7)[-1]
            assert (await browser.get("/health")).status_code == 200


async def test_no_telegram_without_a_token(settings: Settings) -> None:
    async with FakeTelegram() as server:
        async with served(replace(settings, telegram_api_url=server.url)):
            pass
        assert server.calls == []


async def test_a_refused_token_ends_the_house_with_its_reason(settings: Settings) -> None:
    async with FakeTelegram() as server:
        wrong = replace(settings, telegram_token="1:" + "x" * 30, telegram_api_url=server.url)
        with rooms(wrong) as house, pytest.raises(BadSetting, match="DANBIET_TELEGRAM_TOKEN"):
            await asyncio.wait_for(serve(wrong, house, lambda _: None), 20)


async def test_a_port_that_is_taken_is_named(settings: Settings) -> None:
    async with served(settings) as address:
        again = replace(settings, port=int(address.rpartition(":")[2]))
        with rooms(again) as house, pytest.raises(BadSetting, match="DANBIET_PORT"):
            await serve(again, house, lambda _: None)


def test_a_damaged_database_is_refused_with_what_to_do(settings: Settings) -> None:
    (settings.data / "bot.db").write_bytes(b"no database at all" * 100)
    with pytest.raises(StoreError, match="bản sao lưu"), rooms(settings):
        pytest.fail("opened a damaged database")


def test_the_house_can_be_opened_again(settings: Settings) -> None:
    for _ in range(2):
        with rooms(settings) as house:
            assert house.inbox.pending("telegram") == ()
    with suppress(FileNotFoundError):
        assert (settings.data / "key").stat().st_mode & 0o077 == 0
