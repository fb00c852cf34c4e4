"""What the house sends through the Telegram door, and the door's parts by themselves."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from telegram import error as telegram_errors

from bot.channels.telegram.chats import PerChat
from bot.channels.telegram.letter import Kind, Letter, dump, load
from bot.channels.telegram.page import pages, quoted, without
from bot.channels.telegram.sender import problem
from bot.domain import Address, Outgoing
from bot.errors import Blocked, Rejected, SendError, TooFast, Unknown, Unreachable
from tests.bot.channels.telegram_house import ANSWER, ASKER, LAW, MemoryInbox, opened
from tests.fake_servers.telegram import FakeTelegram, Fault
from tests.fakes import FakeDoor

# PTB warns in RetryAfter's own constructor, unless PTB_TIMEDELTA is set; the sender understands both.
pytestmark = pytest.mark.filterwarnings("ignore:.*attribute `retry_after`")

BAD_GATEWAY = Fault(502, "Bad Gateway")
TOO_MANY = Fault(429, "Too Many Requests: retry after 1", retry_after=1)
LONG = replace(ANSWER, text="Khoản này quy định. " * 300)


@pytest.fixture
async def server() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as running:
        yield running


async def test_the_house_sends_on_its_own_account(server: FakeTelegram) -> None:
    async with opened(server, FakeDoor(), MemoryInbox()) as channel:
        await server.until(lambda: server.of("getUpdates"))
        id = await channel.send(Address("telegram", "7"), Outgoing("Thông báo họp thôn"))
    assert channel.name == "telegram"
    assert str(server.messages[7][0]["message_id"]) == id


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (TOO_MANY, TooFast),
        (Fault(403, "Forbidden: user is deactivated"), Blocked),
        (Fault(400, "Bad Request: chat not found"), Rejected),
        (BAD_GATEWAY, Unknown),
    ],
)
async def test_the_house_is_told_what_became_of_a_message(
    server: FakeTelegram, fault: Fault, expected: type[SendError]
) -> None:
    async with opened(server, FakeDoor(), MemoryInbox()) as channel:
        await server.until(lambda: server.of("getUpdates"))
        server.fail("sendMessage", fault)
        with pytest.raises(expected):
            await channel.send(ASKER, Outgoing("Thông báo"))
    assert len(server.of("sendMessage")) == 1


async def test_the_parts_of_a_message_wait_for_each_other(server: FakeTelegram) -> None:
    server.rate = 1
    async with opened(server, FakeDoor(), MemoryInbox()) as channel:
        await server.until(lambda: server.of("getUpdates"))
        id = await channel.send(ASKER, LONG)
    assert [str(message["message_id"]) for message in server.messages[7]][1:] == [id]


async def test_a_message_sent_in_part_is_not_called_unsent(server: FakeTelegram) -> None:
    async with opened(server, FakeDoor(), MemoryInbox()) as channel:
        await server.until(lambda: server.of("getUpdates"))
        server.fail("sendMessage", None, Fault(403, "Forbidden: bot was blocked by the user"))
        with pytest.raises(Unknown, match="first part"):
            await channel.send(ASKER, LONG)


def test_every_error_of_telegram_has_a_name_of_ours() -> None:
    known: dict[type[Exception], type[SendError]] = {
        telegram_errors.RetryAfter: TooFast,
        telegram_errors.Forbidden: Blocked,
        telegram_errors.BadRequest: Rejected,
        telegram_errors.ChatMigrated: Rejected,
        telegram_errors.InvalidToken: Unreachable,
    }
    kinds = [
        kind
        for kind in vars(telegram_errors).values()
        if isinstance(kind, type) and issubclass(kind, telegram_errors.TelegramError)
    ]
    assert len(kinds) >= 11
    for kind in kinds:
        error = kind(5) if kind in (telegram_errors.RetryAfter, telegram_errors.ChatMigrated) else kind("why")
        assert type(problem(error)) is known.get(kind, Unknown)


def test_a_connection_never_made_means_nothing_was_sent() -> None:
    class ConnectError(Exception):
        pass

    error = telegram_errors.NetworkError("httpx.ConnectError")
    error.__cause__ = ConnectError()
    assert isinstance(problem(error), Unreachable)


async def test_locks_are_dropped_when_nobody_waits() -> None:
    settled: list[str] = []

    async def settle(letter: Letter) -> None:
        settled.append(letter.id)

    chats = PerChat(settle)
    letters = [Letter(str(number), number % 2, 1, Kind.TEXT) for number in range(6)]
    tasks = [asyncio.create_task(chats.process_update(letter, asyncio.sleep(0.01))) for letter in letters]
    await asyncio.sleep(0)
    assert chats.busy == 2
    await asyncio.gather(*tasks)
    assert chats.busy == 0
    assert sorted(settled) == [letter.id for letter in letters]


def test_a_letter_reads_back_as_written() -> None:
    letter = Letter("1", -7, 3, Kind.BUTTON, "Xã “A”", "q", "ch:0:0", ((("Xã “A”", "ch:0:0"),), (("👍", "fb:1:1"),)))
    assert load(dump(letter)) == letter


def test_a_button_telegram_would_refuse_is_left_out() -> None:
    assert pages(replace(ANSWER, turn="đ" * 31))[0].rows == ()
    assert [len(row) for row in pages(replace(ANSWER, turn="t" * 59))[0].rows] == [2, 2]
    assert pages(replace(ANSWER, turn="", choices=("Một",)))[0].rows == ((("Một", "ch:0:0"),),)


def test_a_reply_that_says_nothing_has_no_page() -> None:
    assert pages(Outgoing(" \n")) == ()


def test_rows_lose_the_buttons_that_served() -> None:
    rows = ((("Một", "ch:0:0"),), (("👍", "fb:1:1"), ("👎", "fb:1:0")))
    assert without(rows, {"ch"}) == rows[1:]
    assert without(rows, {"ch", "fb"}) == ()


def test_passages_are_named_and_set_apart() -> None:
    plan = replace(LAW, title="Kế hoạch", number="", spoken="mục III.1", quote="Niêm yết.", text_kind="approved")
    assert quoted([plan, plan]).split("\n\n") == ["Căn cứ: mục III.1 Kế hoạch (nguyên văn)\nNiêm yết."] * 2


def test_the_official_words_and_page_follow_the_plain_ones() -> None:
    told = quoted([replace(LAW, official="Phải niêm yết.", page="https://vbpl.vn/x")])
    assert told.endswith("\nNguyên văn: “Phải niêm yết.”\nhttps://vbpl.vn/x")
    assert told.count("“") == 1  # the digest itself is no quotation
