"""The parts of the web door that need no request: text into blocks, replies kept for a while."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.web.prose import Block, blocks
from bot.channels.web.replies import Replies
from bot.domain import Outgoing

NOON = datetime(2026, 11, 20, 5, tzinfo=UTC)


async def test_replies_are_forgotten_and_failures_not_kept() -> None:
    clock = [NOON]
    asked: list[int] = []

    async def ask() -> tuple[Outgoing, ...]:
        asked.append(1)
        if len(asked) == 1:
            raise RuntimeError("mất điện")
        return (Outgoing(str(len(asked))),)

    replies = Replies(lambda: clock[0], keep=timedelta(minutes=10), most=2)
    with pytest.raises(RuntimeError):
        await replies.once("a", ask)
    assert (await replies.once("a", ask))[0].text == "2"
    assert (await replies.once("a", ask))[0].text == "2"
    clock[0] += timedelta(minutes=11)
    assert (await replies.once("a", ask))[0].text == "3"
    await replies.once("b", ask)
    await replies.once("c", ask)
    assert (await replies.once("a", ask))[0].text == "6"


async def test_a_full_memory_still_knows_what_it_holds() -> None:
    asked: list[int] = []

    async def ask() -> tuple[Outgoing, ...]:
        asked.append(1)
        return (Outgoing(""),)

    replies = Replies(lambda: NOON, most=1)
    await asyncio.gather(replies.once("a", ask), replies.once("a", ask))
    assert len(asked) == 1


async def test_a_reader_who_hangs_up_leaves_the_answer_to_the_next() -> None:
    asked: list[int] = []

    async def ask() -> tuple[Outgoing, ...]:
        asked.append(1)
        await asyncio.sleep(0.02)
        return (Outgoing("Một"),)

    replies = Replies(lambda: NOON)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(replies.once("a", ask), 0.005)
    assert (await replies.once("a", ask))[0].text == "Một"
    assert len(asked) == 1


def paragraph(*lines: str) -> Block:
    return Block("paragraph", tuple(("", line) for line in lines))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ()),
        ("Một.\nHai.\n\nBa.", (paragraph("Một.", "Hai."), paragraph("Ba."))),
        ("Gồm:\n• một\n- hai", (paragraph("Gồm:"), Block("list", (("", "một"), ("", "hai"))))),
        ("đ) điểm đ\n1.2. mục", (Block("list", (("đ)", "điểm đ"), ("1.2.", "mục"))),)),
        ("2026. Năm sau", (paragraph("2026. Năm sau"),)),
        ("-không cách", (paragraph("-không cách"),)),
        ("Điều 1. Tên\n\nCăn cứ: Điều 1.", (paragraph("Điều 1. Tên"), Block("basis", (("", "Căn cứ: Điều 1."),)))),
    ],
)
def test_text_becomes_blocks(text: str, expected: tuple[Block, ...]) -> None:
    assert blocks(text, "Căn cứ:") == expected
