"""Conversations through the Telegram door, end to end over HTTP."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.domain import Address, Incoming, Outgoing
from bot.messages import say
from tests.bot.channels.telegram_house import ANSWER, ASKER, NOW, MemoryInbox, opened, replies
from tests.fake_servers.telegram import ME, FakeTelegram, buttons
from tests.fakes import FakeDoor

UP, DOWN, MORE, SOURCES = say("telegram.up"), say("telegram.down"), say("web.more"), say("web.sources")
GROUP = -100500
GROUP_CHAT = {"id": GROUP, "type": "supergroup", "title": "Thôn Đông"}


@pytest.fixture
async def server() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as running:
        yield running


@pytest.fixture
def inbox() -> MemoryInbox:
    return MemoryInbox()


def door(**answers: Outgoing | tuple[Outgoing, ...]) -> FakeDoor:
    return FakeDoor({"Xã phải công khai gì?": ANSWER} | answers)


async def ask(server: FakeTelegram, text: str = "Xã phải công khai gì?") -> None:
    """Ask as the person of chat 7 and wait for one more message there."""
    before = len(server.messages[7])
    await server.say(7, text)
    await server.until(replies(server, 7, before + 1))


async def test_commands_reach_the_conversation_unchanged(server: FakeTelegram, inbox: MemoryInbox) -> None:
    served = FakeDoor()
    async with opened(server, served, inbox):
        for command in ("/start", "/help", "/diaban", "/xoa"):
            await ask(server, command)
    assert [incoming.text for incoming in served.handled] == ["/start", "/help", "/diaban", "/xoa"]


async def test_the_menu_is_set_by_default_and_in_vietnamese(server: FakeTelegram, inbox: MemoryInbox) -> None:
    async with opened(server, FakeDoor(), inbox):
        await ask(server)
    menus = [(call.params.get("language_code"), call.params["commands"]) for call in server.of("setMyCommands")]
    assert [language for language, _ in menus] == [None, "vi"]
    assert [entry["command"] for entry in menus[1][1]] == ["start", "help", "diaban", "xoa"]


async def test_a_question_becomes_an_incoming_and_its_answer_a_reply(server: FakeTelegram, inbox: MemoryInbox) -> None:
    served = door()
    async with opened(server, served, inbox):
        update = await server.say(7, "Xã phải công khai gì?")
        await server.until(replies(server, 7, 1))
    assert served.handled == [Incoming(str(update), ASKER, "Xã phải công khai gì?", NOW)]
    message = server.messages[7][0]
    assert message["raw"] == "Xã niêm yết 30 ngày.\n<i>Căn cứ: khoản 2 Điều 13.</i>"
    assert server.of("sendMessage")[0].params["reply_parameters"]["message_id"] == update - 1
    assert buttons(message) == [(MORE, "mo:t1"), (SOURCES, "so:t1"), (UP, "fb:t1:1"), (DOWN, "fb:t1:0")]


async def test_signs_of_html_are_shown_as_written(server: FakeTelegram, inbox: MemoryInbox) -> None:
    text = "Nếu a < b & c > d thì <b>không</b>"
    async with opened(server, FakeDoor(default=Outgoing(text)), inbox):
        await ask(server)
    assert server.sent(7) == [text]
    assert buttons(server.messages[7][0]) == []


@pytest.mark.parametrize(("thumb", "up"), [(UP, True), (DOWN, False)])
async def test_a_thumb_is_thanked_in_place(server: FakeTelegram, inbox: MemoryInbox, thumb: str, up: bool) -> None:
    served = door()
    async with opened(server, served, inbox):
        await ask(server)
        await server.press(7, thumb)
        await server.until(lambda: server.of("editMessageReplyMarkup"))
        await server.press(7, thumb)
        await server.until(lambda: len(server.of("answerCallbackQuery")) == 2)
    assert served.thumbs == [(ASKER, "t1", up)]
    assert server.of("answerCallbackQuery")[0].params["text"] == await served.feedback(ASKER, "t1", up=up)
    assert [label for label, _ in buttons(server.messages[7][0])] == [MORE, SOURCES]


async def test_the_rest_and_the_passages_are_sent_when_asked_for(server: FakeTelegram, inbox: MemoryInbox) -> None:
    served = door()
    served.rest["t1"] = replace(ANSWER, text=ANSWER.more, more="")
    async with opened(server, served, inbox):
        await ask(server)
        answer = server.messages[7][0]
        await server.press(7, MORE, answer)
        await server.until(replies(server, 7, 2))
        await server.press(7, SOURCES, answer)
        await server.until(replies(server, 7, 3))
    assert server.sent(7)[1:] == [
        "Mỗi quý lập danh sách.",
        "Căn cứ: khoản 2 Điều 13 Luật Thực hiện dân chủ ở cơ sở, số 10/2022/QH15 (tóm lược)\n"
        "Niêm yết ít nhất 30 ngày liên tục.",
    ]
    assert served.asked_more == [(ASKER, "t1")] * 2
    assert [label for label, _ in buttons(server.messages[7][0])] == [UP, DOWN]
    assert buttons(server.messages[7][1]) == []


async def test_two_presses_at_once_unfold_once(server: FakeTelegram, inbox: MemoryInbox) -> None:
    served = door()
    served.rest["t1"] = Outgoing("Mỗi quý lập danh sách.")
    async with opened(server, served, inbox):
        await ask(server)
        answer = server.messages[7][0]
        for label in (MORE, MORE, UP):
            await server.press(7, label, answer)
        await server.until(lambda: len(server.of("answerCallbackQuery")) == 3)
        await server.until(lambda: served.thumbs)
    assert len(server.sent(7)) == 2
    assert [label for label, _ in buttons(server.messages[7][0])] == [SOURCES]


@pytest.mark.parametrize("label", [MORE, SOURCES])
async def test_what_is_no_longer_kept_is_said_kindly(server: FakeTelegram, inbox: MemoryInbox, label: str) -> None:
    async with opened(server, door(), inbox):
        await ask(server)
        await server.press(7, label)
        await server.until(lambda: server.of("answerCallbackQuery"))
    assert server.of("answerCallbackQuery")[0].params["text"] == say("contact.too_old")
    assert len(server.sent(7)) == 1


async def test_a_choice_is_asked_as_it_reads_on_the_button(server: FakeTelegram, inbox: MemoryInbox) -> None:
    choices = ("Kế hoạch của xã Minh Tâm", "Kế hoạch của thị xã Hồng Lĩnh")
    served = door(hạn=Outgoing("Của nơi nào?", choices=choices))
    async with opened(server, served, inbox):
        await ask(server, "hạn")
        assert buttons(server.messages[7][0]) == [(choices[0], "ch:0:0"), (choices[1], "ch:0:1")]
        await server.press(7, choices[1])
        await server.until(replies(server, 7, 2))
    assert served.handled[-1].text == choices[1]
    assert buttons(server.messages[7][0]) == []


@pytest.mark.parametrize("data", ["zz:1", "ch:0:7", ":::", "x"])
async def test_an_unknown_button_is_answered_kindly(server: FakeTelegram, inbox: MemoryInbox, data: str) -> None:
    async with opened(server, door(), inbox):
        await ask(server)
        await server.press(7, data)
        await server.until(lambda: server.of("answerCallbackQuery"))
    assert server.of("answerCallbackQuery")[0].params["text"] == say("contact.too_old")
    assert len(server.sent(7)) == 1


async def test_a_button_too_old_for_telegram_to_show_still_counts(server: FakeTelegram, inbox: MemoryInbox) -> None:
    served = door()
    bare = {"message_id": 5, "date": 0, "chat": {"id": 7, "type": "private"}}
    async with opened(server, served, inbox):
        await server.press(7, "fb:t1:1", bare)
        await server.press(7, "ch:t1:0", bare)
        await server.until(lambda: len(server.of("answerCallbackQuery")) == 2)
    assert served.thumbs == [(ASKER, "t1", True)]
    assert server.of("answerCallbackQuery")[1].params["text"] == say("contact.too_old")
    assert server.of("editMessageReplyMarkup") == []


async def test_what_is_not_text_is_answered_once(server: FakeTelegram, inbox: MemoryInbox) -> None:
    file = {"file_id": "f", "file_unique_id": "u"}
    photo = {"photo": [file | {"width": 9, "height": 9}]}
    sticker = file | {"width": 9, "height": 9, "is_animated": False, "is_video": False, "type": "regular"}
    edited = {"message_id": 1, "date": 1, "chat": {"id": 7, "type": "private"}, "text": "Sửa lại"}
    async with opened(server, FakeDoor(), inbox):
        await server.say(7, voice=file | {"duration": 3})
        await server.say(7, sticker=sticker)
        for _ in range(3):
            await server.say(7, media_group_id="album", caption="Đây là giấy tờ", **photo)
        await server.say(7, document=file)
        await server.say(7, pinned_message=None, delete_chat_photo=True)
        await server.push(edited_message=edited)
        await ask(server, "xong?")
        await server.until(replies(server, 7, 5))
    assert server.sent(7) == [say("contact.text_only")] * 4 + [FakeDoor().default.text]


async def test_a_group_is_answered_only_when_it_speaks_to_the_bot(server: FakeTelegram, inbox: MemoryInbox) -> None:
    served = FakeDoor()
    mention = [{"type": "mention", "offset": 3, "length": 12}]
    mine = {"message_id": 1, "date": 1, "chat": GROUP_CHAT, "from": ME, "text": "…"}
    async with opened(server, served, inbox):
        await server.say(8, "Họp thôn lúc mấy giờ?", chat=GROUP_CHAT)
        await server.say(8, "👍 @Danbiet_Bot ai bầu trưởng thôn?", chat=GROUP_CHAT, entities=mention)
        await server.say(8, "Còn phó thôn?", chat=GROUP_CHAT, reply_to_message=mine)
        await server.say(8, "/help@danbiet_bot", chat=GROUP_CHAT)
        await server.say(8, "/help", chat=GROUP_CHAT)
        await server.until(replies(server, GROUP, 3))
        await ask(server)
    asked = [(incoming.text, incoming.address) for incoming in served.handled[:-1]]
    group = Address("telegram", str(GROUP))
    assert asked == [("👍 ai bầu trưởng thôn?", group), ("Còn phó thôn?", group), ("/help", group)]


async def test_typing_is_shown_while_an_answer_takes_its_time(server: FakeTelegram, inbox: MemoryInbox) -> None:
    async with opened(server, FakeDoor(delay=0.6), inbox):
        await ask(server)
    assert [call.params["chat_id"] for call in server.of("sendChatAction")] == ["7"]


async def test_a_chat_is_answered_in_order_and_chats_side_by_side(server: FakeTelegram, inbox: MemoryInbox) -> None:
    class Slow(FakeDoor):
        busy, most = 0, 0

        async def handle(self, incoming: Incoming) -> tuple[Outgoing, ...]:
            self.busy += 1
            self.most = max(self.most, self.busy)
            await asyncio.sleep(0.01 * (int(incoming.id) % 6))  # the later may be quicker than the earlier
            self.busy -= 1
            return (Outgoing(incoming.text),)

    chats, each, served = range(1, 21), 10, Slow()
    async with opened(server, served, inbox):
        for number in range(each):
            for chat in chats:
                await server.say(chat, f"câu {number}")
        await server.until(lambda: all(len(server.messages[chat]) == each for chat in chats), timeout=20)
    for chat in chats:
        assert server.sent(chat) == [f"câu {number}" for number in range(each)]
    assert served.most >= 10


async def test_a_long_answer_comes_in_parts_with_the_buttons_last(server: FakeTelegram, inbox: MemoryInbox) -> None:
    text = " ".join(f"Điều {number} <&> 👍 quy định." for number in range(1, 370))
    assert len(text) > 9000
    async with opened(server, FakeDoor(default=replace(ANSWER, text=text)), inbox):
        await server.say(7, "Kể hết đi")
        await server.until(replies(server, 7, 3))
    assert " ".join(server.sent(7)) == text
    assert all(part.endswith("quy định.") for part in server.sent(7))
    assert [len(buttons(message)) for message in server.messages[7]] == [0, 0, 4]
    assert ["reply_parameters" in call.params for call in server.of("sendMessage")] == [True, False, False]


async def test_only_what_is_needed_is_written_down(server: FakeTelegram, inbox: MemoryInbox) -> None:
    async with opened(server, FakeDoor(), inbox):
        await ask(server, "Ai bầu trưởng thôn?")
        await ask(server, "Tôi tố cáo ông A lấy tiền")
        await ask(server, "Còn phó thôn?")
    plain, secret, last = inbox.rows.values()
    assert plain and "Ai bầu trưởng thôn?" in plain
    assert "Riêng" not in plain
    assert secret is None
    assert last and "phó thôn" in last
