"""The Telegram door when things go wrong: nothing lost, nothing twice, nothing told that should not be."""

import asyncio
import contextlib
import logging
import signal
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.channels.telegram.letter import Kind, Letter, dump
from bot.domain import Outgoing
from bot.errors import BadSetting, Unreachable
from bot.messages import say
from tests.bot.channels.telegram_house import ANSWER, ASKER, MemoryInbox, make, opened, replies, stored
from tests.fake_servers.telegram import TOKEN, FakeTelegram, Fault
from tests.fakes import FakeDoor

# PTB warns in RetryAfter's own constructor, unless PTB_TIMEDELTA is set; the sender understands both.
pytestmark = pytest.mark.filterwarnings("ignore:.*attribute `retry_after`")

BAD_GATEWAY = Fault(502, "Bad Gateway")
TOO_MANY = Fault(429, "Too Many Requests: retry after 1", retry_after=1)
ANSWERED = FakeDoor().default.text
HANGING = 60.0


@pytest.fixture
async def server() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as running:
        yield running


@pytest.fixture
def inbox() -> MemoryInbox:
    return MemoryInbox()


@pytest.mark.parametrize("fault", [TOO_MANY, BAD_GATEWAY])
async def test_a_reply_is_tried_again(server: FakeTelegram, inbox: MemoryInbox, fault: Fault) -> None:
    server.fail("sendMessage", fault)
    async with opened(server, FakeDoor(), inbox):
        await server.say(7, "Ai bầu trưởng thôn?")
        await server.until(replies(server, 7, 1))
    first, second = server.of("sendMessage")
    assert second.at - first.at >= 1


async def test_polling_goes_on_after_faults(server: FakeTelegram, inbox: MemoryInbox) -> None:
    server.fail("getUpdates", BAD_GATEWAY, Fault(409, "Conflict: terminated by other getUpdates request"))
    async with opened(server, FakeDoor(), inbox):
        await server.say(7, "Ai bầu trưởng thôn?")
        await server.until(replies(server, 7, 1))


async def test_who_blocks_the_bot_is_left_alone(
    server: FakeTelegram, inbox: MemoryInbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    server.blocked.add(7)
    long = Outgoing("Khoản này quy định. " * 500)
    async with opened(server, FakeDoor(default=long), inbox):
        await server.say(7, "Ai bầu trưởng thôn?")
        await server.say(8, "Ai bầu trưởng thôn?")
        await server.until(replies(server, 8, 3))
        server.blocked.clear()
        await server.say(7, "Ai bầu trưởng thôn?")
        await server.until(replies(server, 7, 3))
    refused = [call for call in server.of("sendMessage") if call.fault]
    assert len(refused) == 1
    assert "wants nothing from us" in caplog.text
    assert "7" not in {record.getMessage().split()[-1] for record in caplog.records}


async def test_what_html_cannot_carry_is_sent_plain(server: FakeTelegram, inbox: MemoryInbox) -> None:
    server.fail("sendMessage", Fault(400, "Bad Request: can't parse entities: Unsupported start tag"))
    async with opened(server, FakeDoor(default=ANSWER), inbox):
        await server.say(7, "Ai bầu trưởng thôn?")
        await server.until(replies(server, 7, 1))
    assert server.messages[7][0]["raw"] == ANSWER.text
    assert "parse_mode" not in server.of("sendMessage")[1].params


async def test_a_fault_inside_is_told_without_its_cause(
    server: FakeTelegram, inbox: MemoryInbox, caplog: pytest.LogCaptureFixture
) -> None:
    async with opened(server, FakeDoor(fault=RuntimeError("bảng turns hỏng")), inbox):
        await server.say(7, "Ai bầu trưởng thôn?")
        await server.until(replies(server, 7, 1))
    assert server.sent(7) == [say("contact.broken")]
    assert "bảng turns hỏng" in caplog.text
    assert inbox.pending("telegram") == ()


async def test_after_a_restart_the_rest_is_answered_once(server: FakeTelegram, tmp_path: Path) -> None:
    with stored(tmp_path / "bot.db") as (inbox, worker):
        async with opened(server, FakeDoor(delay=HANGING), inbox, worker=worker):
            for chat in (7, 8, 7):
                await server.say(chat, "Ai bầu trưởng thôn?")
            await server.until(lambda: not server.updates)
        assert len(inbox.pending("telegram")) == 3
        async with opened(server, FakeDoor(), inbox, worker=worker):
            await server.until(lambda: replies(server, 7, 2)() and replies(server, 8, 1)())
            await server.say(9, "xong?")
            await server.until(replies(server, 9, 1))
        assert inbox.pending("telegram") == ()
    assert (server.sent(7), server.sent(8)) == ([ANSWERED] * 2, [ANSWERED])


async def test_killed_with_a_question_in_hand_it_answers_when_it_comes_back(
    server: FakeTelegram, tmp_path: Path
) -> None:
    code = (
        "import asyncio, sys; from pathlib import Path;"
        "from tests.bot.channels.telegram_house import make, stored; from tests.fakes import FakeDoor;"
        "from tests.fake_servers.telegram import FakeTelegram\n"
        "with stored(Path(sys.argv[1])) as (inbox, worker):\n"
        "    channel = make(FakeTelegram(port=int(sys.argv[2])), FakeDoor(delay=60), inbox, worker=worker)\n"
        "    asyncio.run(channel.run())"
    )
    path = tmp_path / "bot.db"
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", code, str(path), str(server.port))
    await server.say(7, "Ai bầu trưởng thôn?")
    await server.until(lambda: not server.updates, timeout=20)
    process.kill()
    assert await process.wait() == -signal.SIGKILL
    with stored(path) as (inbox, worker):
        async with opened(server, FakeDoor(), inbox, worker=worker):
            await server.until(replies(server, 7, 1))
            await server.say(9, "xong?")
            await server.until(replies(server, 9, 1))
    assert server.sent(7) == [ANSWERED]


async def test_what_was_answered_but_not_acknowledged_is_not_answered_twice(
    server: FakeTelegram, inbox: MemoryInbox
) -> None:
    async with opened(server, FakeDoor(), inbox):
        await server.until(lambda: server.of("getUpdates"))
        await server.say(7, "Ai bầu trưởng thôn?")
        server.fail("getUpdates", *[BAD_GATEWAY] * 9)  # among them the call that would acknowledge
        await server.until(replies(server, 7, 1))
    server.faults.clear()
    assert len(server.updates) == 1
    async with opened(server, FakeDoor(), inbox):
        await server.say(9, "xong?")
        await server.until(replies(server, 9, 1))
    assert server.sent(7) == [ANSWERED]


async def test_what_is_not_written_down_stays_with_telegram_until_answered(
    server: FakeTelegram, tmp_path: Path
) -> None:
    with stored(tmp_path / "bot.db") as (inbox, worker):
        served = FakeDoor(delay=HANGING)
        async with opened(server, served, inbox, worker=worker):
            await server.say(7, "Tôi tố cáo ông A")
            await server.say(8, "Ai bầu trưởng thôn?")
            while not served.handled:  # the fake door rings no bell
                await asyncio.sleep(0.01)
        assert len(server.updates) == 2
        async with opened(server, FakeDoor(), inbox, worker=worker):
            await server.until(lambda: replies(server, 7, 1)() and replies(server, 8, 1)())
            await server.until(lambda: not server.updates)
    for file in tmp_path.iterdir():
        assert "tố cáo".encode() not in file.read_bytes()


async def test_nothing_is_acknowledged_while_it_cannot_be_stored(server: FakeTelegram, inbox: MemoryInbox) -> None:
    inbox.broken = OSError("disk full")
    async with opened(server, FakeDoor(), inbox):
        await server.say(7, "Ai bầu trưởng thôn?")
        await server.until(lambda: len(server.of("getUpdates")) >= 2)
        assert len(server.updates) == 1
        inbox.broken = None
        await server.until(replies(server, 7, 1))


async def test_it_waits_for_a_telegram_that_is_down(
    inbox: MemoryInbox, caplog: pytest.LogCaptureFixture, unused_tcp_port: int
) -> None:
    server = FakeTelegram(port=unused_tcp_port)
    async with opened(server, FakeDoor(), inbox) as channel:
        await asyncio.sleep(0.8)
        with pytest.raises(Unreachable):
            await channel.send(ASKER, Outgoing("Thông báo"))
        async with server:
            await server.say(7, "Ai bầu trưởng thôn?")
            await server.until(replies(server, 7, 1))
    lines = [record for record in caplog.records if record.name.startswith("bot.")]
    assert len(lines) == 1  # one a minute


async def test_a_refused_token_ends_the_door_and_is_not_shown(
    server: FakeTelegram, inbox: MemoryInbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    wrong = TOKEN.replace("AAE", "BBE")
    with pytest.raises(BadSetting, match="DANBIET_TELEGRAM_TOKEN") as refused:
        await make(server, FakeDoor(), inbox, token=wrong).run()
    assert refused.value.__suppress_context__
    assert wrong not in caplog.text


async def test_a_token_refused_while_polling_ends_the_door(server: FakeTelegram, inbox: MemoryInbox) -> None:
    server.fail("getUpdates", Fault(401, "Unauthorized"))
    with pytest.raises(BadSetting):
        await make(server, FakeDoor(), inbox).run()


async def test_the_log_holds_neither_token_nor_questions(
    server: FakeTelegram, inbox: MemoryInbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with opened(server, FakeDoor(), inbox):
        await server.say(7, "Tôi tố cáo ông A")
        await server.until(replies(server, 7, 1))
        await server.push(message={"text": "Tôi tố cáo ông B"})  # lacks what every message has
        await server.until(lambda: server.of("getUpdates")[-1].params.get("offset"))
        await asyncio.sleep(0.2)
    assert TOKEN not in caplog.text
    assert "tố cáo" not in caplog.text


@pytest.mark.parametrize("delay", [0.0, HANGING])
async def test_it_closes_within_two_seconds(server: FakeTelegram, inbox: MemoryInbox, delay: float) -> None:
    begun = 0.0
    async with opened(server, FakeDoor(delay=delay), inbox):
        for chat in (7, 7, 8, 9):
            await server.say(chat, "Ai bầu trưởng thôn?")
        await server.until(lambda: not server.updates)
        begun = time.monotonic()
    assert time.monotonic() - begun < (2 if delay else 0.5)
    assert len(inbox.pending("telegram")) == (4 if delay else 0)


async def test_a_proxy_carries_everything(server: FakeTelegram, inbox: MemoryInbox) -> None:
    async with opened(server, FakeDoor(), inbox, api_url="http://telegram.invalid", proxy=server.url):
        await server.say(7, "Ai bầu trưởng thôn?")
        await server.until(replies(server, 7, 1))


async def test_it_opens_again_after_closing(server: FakeTelegram, inbox: MemoryInbox) -> None:
    channel = make(server, FakeDoor(), inbox)
    for count in (1, 2):
        task = asyncio.create_task(channel.run())
        await server.say(7, "Ai bầu trưởng thôn?")
        await server.until(replies(server, 7, count))
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
    with pytest.raises(Unreachable):
        await channel.send(ASKER, Outgoing("Thông báo"))


async def test_what_cannot_be_read_back_is_dropped(server: FakeTelegram, inbox: MemoryInbox) -> None:
    inbox.rows |= {"1": "{}", "2": "?", "3": "[]", "4": dump(Letter("4", 7, 1, Kind.TEXT, "Ai bầu?"))}
    async with opened(server, FakeDoor(), inbox):
        await server.until(replies(server, 7, 1))
    assert sorted(inbox.settled) == ["1", "2", "3", "4"]
