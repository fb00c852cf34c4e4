"""One message in, replies out: the real store, the real answers."""

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from bot.answer.answerer import Answerer
from bot.answer.places import Places
from bot.dialogue import Dialogue, House
from bot.domain import Address, Answer, Incoming, Outcome, Outgoing
from bot.messages import say
from bot.store.conversations import Conversations
from bot.store.database import open_database
from bot.store.people import load_key

SECOND = timedelta(seconds=1)
NOON = datetime(2026, 11, 20, 5, tzinfo=UTC)
ME, OTHER = Address("telegram", "7"), Address("telegram", "8")
FIRST, HELP = "Đây là máy trả lời tự động. Lưu 180 ngày.", "Ông/bà cứ hỏi."
ARTICLE = "Điều 11 luật dân chủ cơ sở ghi những gì?"
DANGER = "chồng tôi đang đánh tôi, cứu tôi với"
ACCUSATION = "Ông Nguyễn Văn A chủ tịch xã ăn hối lộ của dân"


class Talk:
    """A person at the door: every message has a new id, a second after the one before."""

    def __init__(self, dialogue: Dialogue, database: Database, clock: "Clock") -> None:
        self.dialogue = dialogue
        self.database = database
        self.clock = clock
        self.at = NOON
        self._count = 0

    async def say(
        self, text: str, *, by: Address = ME, id: str = "", after: timedelta = SECOND
    ) -> tuple[Outgoing, ...]:
        """Return the replies to a message."""
        self._count += 1
        self.at += after
        return await self.dialogue.handle(Incoming(id or f"m{self._count}", by, text, self.at))

    async def last(self, text: str, *, by: Address = ME) -> Outgoing:
        """Return the last reply to a message."""
        return (await self.say(text, by=by))[-1]

    def rows(self) -> list[dict[str, Any]]:
        return list(self.database.query("select * from turns order by rowid"))


class Clock:
    """What time it is."""

    at = NOON


class Recorder:
    """An answerer that notes what it is asked, and answers or fails as told."""

    def __init__(self, places: Places, fault: Exception | None = None) -> None:
        self.places = places
        self.fault = fault
        self.asked: list[tuple[str, tuple[str, ...], str, date]] = []

    def answer(self, question: str, history: Sequence[str] = (), place: str = "", *, on: date) -> Answer:
        self.asked.append((question, tuple(history), place, on))
        if self.fault:
            raise self.fault
        return Answer(Outcome.ANSWERED, "Vâng.", more="Còn nữa.", understood=question)


Opened = Callable[..., Talk]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    """Return what opens a conversation over a store of its own."""
    database = open_database(tmp_path / "bot.db")
    with ThreadPoolExecutor(1) as thinking, ThreadPoolExecutor(1) as writing:

        def make(
            answerer: Answerer,
            conversations: Conversations | None = None,
            **options: Any,  # noqa: ANN401
        ) -> Talk:
            kept = conversations or Conversations(database, load_key(tmp_path))
            house = House(FIRST, HELP, **options)
            clock = Clock()
            dialogue = Dialogue(answerer, kept, house, lambda: clock.at, thinking=thinking, writing=writing)
            return Talk(dialogue, database, clock)

        yield make
    database.close()


@pytest.fixture
def talk(opened: Opened, answerer: Answerer) -> Talk:
    return opened(answerer)


async def test_the_first_contact_is_told_what_this_is_once(talk: Talk) -> None:
    notice, answer = await talk.say(ARTICLE)
    assert (notice.text, notice.turn) == (FIRST, "")
    assert "gồm 14 mục" in answer.text
    assert [reply.text for reply in await talk.say("xin chào")] == [say("chitchat.greeting")]
    assert (await talk.say("xin chào", by=OTHER))[0].text == FIRST


async def test_an_answer_carries_its_turn_sources_and_outcome(talk: Talk) -> None:
    reply = await talk.last(ARTICLE)
    assert reply.turn and reply.more
    assert reply.outcome is Outcome.ANSWERED
    assert len(reply.sources) == 14


async def test_the_commands_answer_with_and_without_the_bots_name(talk: Talk) -> None:
    assert [reply.text for reply in await talk.say("/start")] == [FIRST, say("chitchat.greeting")]
    for command in ("/help", "/HELP", "/help@danbiet_bot", " /help ngay"):
        assert [reply.text for reply in await talk.say(command)] == [HELP]
    assert talk.rows() == []


async def test_the_notice_is_not_repeated_after_start(talk: Talk) -> None:
    await talk.say("/start")
    (answer,) = await talk.say(ARTICLE)
    assert answer.outcome is Outcome.ANSWERED


async def test_a_place_is_set_by_name(talk: Talk, places: Places) -> None:
    reply = await talk.last("/diaban Minh Tam")
    assert "Dân Biết ghi nhận ông/bà ở xã Minh Tâm." in reply.text
    place = places.get("minh-tam")
    assert place and place.fate in reply.text


async def test_a_place_is_set_by_the_text_of_its_button(opened: Opened, places: Places) -> None:
    recorder = Recorder(places)
    talk = opened(recorder, burst=100)
    menu = await talk.last("/diaban")
    assert menu.outcome is Outcome.CLARIFY
    for choice in menu.choices:
        await talk.say("/diaban")
        assert f"ở {choice}." in (await talk.last(choice)).text
        await talk.say("hạn báo cáo")
        place = places.get(choice)
        assert place and recorder.asked[-1][2] == place.id


async def test_an_unknown_place_is_said_to_be_unknown_and_forgets_the_old_one(opened: Opened, places: Places) -> None:
    recorder = Recorder(places)
    talk = opened(recorder)
    await talk.say("/diaban Minh Tâm")
    assert "Kho chưa có kế hoạch của Tân Lập" in (await talk.last("/diaban Tân Lập")).text
    await talk.say("hạn báo cáo")
    assert recorder.asked[-1][2] == ""


async def test_only_the_next_message_is_taken_for_the_place(talk: Talk) -> None:
    await talk.say("/diaban")
    assert (await talk.last("/help")).text == HELP
    assert "Minh Tâm" in (await talk.last("Minh Tâm")).text
    assert (await talk.last(ARTICLE)).outcome is Outcome.ANSWERED


async def test_another_persons_message_is_not_taken_for_the_place(talk: Talk) -> None:
    await talk.say("/diaban")
    assert (await talk.last(ARTICLE, by=OTHER)).outcome is Outcome.ANSWERED


async def test_forgetting_leaves_nothing(talk: Talk, tmp_path: Path) -> None:
    await talk.say("/diaban Minh Tâm")
    await talk.say("Điều 13 nói gì, tôi là Trần Thị Quên")
    await talk.say("Điều 14 nói gì")
    assert (await talk.last("/xoa")).text == say("contact.forgotten", count=2)
    assert talk.rows() == []
    assert (await talk.last("/xoa")).text == say("contact.nothing_kept")
    assert not any("Trần Thị Quên".encode() in path.read_bytes() for path in tmp_path.glob("bot.db*"))


async def test_a_thumb_is_kept_for_ones_own_turn_only(talk: Talk) -> None:
    turn = (await talk.last(ARTICLE)).turn
    assert await talk.dialogue.feedback(OTHER, turn, up=True) == say("contact.too_old")
    assert await talk.dialogue.feedback(ME, turn, up=False) == say("contact.thanks_down")
    assert talk.rows()[0]["feedback"] == -1
    assert await talk.dialogue.feedback(ME, turn, up=True) == say("contact.thanks_up")
    assert talk.rows()[0]["feedback"] == 1
    assert await talk.dialogue.feedback(ME, "khong-co", up=True) == say("contact.too_old")


async def test_the_rest_of_an_answer_can_be_had_by_the_one_who_asked(talk: Talk) -> None:
    reply = await talk.last(ARTICLE)
    more = await talk.dialogue.more(ME, reply.turn)
    assert more is not None
    assert (more.text, more.sources) == (reply.more, reply.sources)
    assert await talk.dialogue.more(OTHER, reply.turn) is None
    await talk.say("/xoa")
    assert await talk.dialogue.more(ME, reply.turn) is None


async def test_a_repeated_message_answers_with_nothing(talk: Talk) -> None:
    assert await talk.say(ARTICLE, id="same")
    assert await talk.say(ARTICLE, id="same") == ()
    assert await talk.say(DANGER, id="same") == ()
    assert await talk.say(ARTICLE, id="same", by=OTHER)
    assert len(talk.rows()) == 2


async def test_who_writes_too_fast_is_asked_to_wait_and_may_go_on_later(opened: Opened, places: Places) -> None:
    talk = opened(Recorder(places), burst=3, window=timedelta(seconds=60))
    replies = [(await talk.say(f"câu {number}"))[-1].text for number in range(5)]
    assert replies == ["Vâng."] * 3 + [say("contact.too_fast")] * 2
    assert (await talk.last("câu", by=OTHER)).text == "Vâng."
    assert (await talk.say("câu nữa", after=timedelta(seconds=61)))[-1].text == "Vâng."


async def test_the_pace_limit_does_not_stop_danger(opened: Opened, answerer: Answerer) -> None:
    talk = opened(answerer, burst=1, window=timedelta(hours=1))
    await talk.say("xin chào")
    assert (await talk.last("xin chào")).text == say("contact.too_fast")
    for _ in range(3):
        assert (await talk.last(DANGER)).outcome is Outcome.HANDED_OVER


async def test_a_flood_from_one_chat_is_bounded(opened: Opened, places: Places) -> None:
    recorder = Recorder(places)
    talk = opened(recorder)
    flood = [Incoming(f"f{number}", ME, "xã công khai gì", NOON) for number in range(1_000)]
    replies = await asyncio.gather(*(talk.dialogue.handle(incoming) for incoming in flood))
    assert all(1 <= len(reply) <= 2 for reply in replies)
    assert len(recorder.asked) == len(talk.rows()) == 20
    assert (await talk.say("hỏi tiếp", after=timedelta(minutes=2)))[-1].text == "Vâng."


async def test_danger_comes_before_the_place_that_was_asked_for(talk: Talk) -> None:
    await talk.say("/diaban")
    assert (await talk.last(DANGER)).outcome is Outcome.HANDED_OVER


async def test_danger_in_a_command_is_seen(talk: Talk) -> None:
    assert (await talk.last(f"/diaban {DANGER}")).outcome is Outcome.HANDED_OVER


@pytest.mark.parametrize("text", [DANGER, ACCUSATION, "xã phải công khai gì. " * 100 + DANGER])
async def test_danger_and_accusations_leave_no_text(text: str, talk: Talk) -> None:
    await talk.say(text)
    (row,) = talk.rows()
    assert row["category"]
    assert [row[name] for name in ("question", "understood", "answer_more")] == ["", "", ""]
    assert [row[name] for name in ("citations", "sources")] == ["[]", "[]"]


async def test_the_rest_of_an_answer_that_may_not_be_stored_is_at_hand_until_it_is_forgotten(talk: Talk) -> None:
    reply = await talk.last(f"{ACCUSATION}, {ARTICLE}")
    assert reply.sources and not talk.rows()[0]["answer_more"]
    rest = await talk.dialogue.more(ME, reply.turn)
    assert rest is not None
    assert (rest.text, rest.sources) == (reply.more, reply.sources)
    assert await talk.dialogue.more(OTHER, reply.turn) is None
    await talk.say("/xoa")
    assert await talk.dialogue.more(ME, reply.turn) is None


async def test_the_rest_of_an_answer_that_may_not_be_stored_is_gone_after_half_an_hour(talk: Talk) -> None:
    reply = await talk.last(f"{ACCUSATION}, {ARTICLE}")
    talk.clock.at += timedelta(minutes=29)
    assert await talk.dialogue.more(ME, reply.turn)
    talk.clock.at += timedelta(minutes=2)
    assert await talk.dialogue.more(ME, reply.turn) is None


async def test_an_accusation_is_not_read_back_by_a_follow_up(opened: Opened, answerer: Answerer) -> None:
    spy = Spying(answerer)
    talk = opened(spy)
    await talk.say("Ai bầu trưởng thôn?")
    await talk.say(ACCUSATION)
    await talk.say("thế thì sao?")
    assert spy.histories[-1] == ("Ai bầu trưởng thôn?",)


class Spying:
    """The real answerer, its histories noted."""

    def __init__(self, answerer: Answerer) -> None:
        self._answerer = answerer
        self.places = answerer.places
        self.histories: list[tuple[str, ...]] = []

    def answer(self, question: str, history: Sequence[str] = (), place: str = "", *, on: date) -> Answer:
        self.histories.append(tuple(history))
        return self._answerer.answer(question, history, place, on=on)


async def test_follow_ups_use_the_turns_before(opened: Opened, sure: Answerer) -> None:
    talk = opened(sure)
    await talk.say("Hạn báo cáo 6 tháng của xã Nhơn Hậu?")
    reply = await talk.last("con Minh Tam thi sao?")
    assert reply.text.startswith("Ý ông/bà hỏi: ")
    assert {source.document for source in reply.sources} == {"minh-tam-2024"}


async def test_turns_are_recalled_in_order_for_a_while_and_never_anothers(opened: Opened, places: Places) -> None:
    recorder = Recorder(places)
    talk = opened(recorder, context=timedelta(minutes=30))
    await talk.say("một", by=OTHER)
    for text in ("hai", "ba"):
        await talk.say(text)
    await talk.say("bốn")
    await talk.say("năm", after=timedelta(minutes=31))
    assert [history for _, history, _, _ in recorder.asked[-2:]] == [("hai", "ba"), ()]


async def test_the_date_asked_about_is_the_one_in_vietnam(opened: Opened, places: Places) -> None:
    recorder = Recorder(places)
    talk = opened(recorder)
    talk.at = datetime(2026, 11, 20, 17, 30, tzinfo=UTC)  # half past midnight there
    await talk.say("hạn báo cáo")
    assert recorder.asked[-1][3] == date(2026, 11, 21)


async def test_numbers_of_a_person_are_not_kept(talk: Talk) -> None:
    await talk.say("Tôi CCCD 034187654321, hỏi Điều 13")
    assert "034187654321" not in "".join(map(str, talk.rows()[0].values()))


async def test_a_fault_inside_is_told_kindly_without_its_text(
    opened: Opened, places: Places, caplog: pytest.LogCaptureFixture
) -> None:
    talk = opened(Recorder(places, RuntimeError("bên trong hỏng")))
    with caplog.at_level(logging.ERROR):
        (reply,) = await talk.say("xã công khai gì")
    assert (reply.text, reply.outcome) == (say("contact.broken"), Outcome.ERROR)
    assert "xã công khai gì" not in caplog.text


class Closed:
    """A store whose disk is full."""

    def __getattr__(self, _: str) -> Callable[..., None]:
        return self._fail

    def _fail(self, *_: object) -> None:
        raise OSError("no space left on device")


async def test_a_store_that_fails_does_not_stop_the_emergency_numbers(opened: Opened, answerer: Answerer) -> None:
    talk = opened(answerer, conversations=Closed())
    assert (await talk.last("Điều 13 nói gì")).text == say("contact.broken")
    reply = await talk.last(DANGER)
    assert reply.outcome is Outcome.HANDED_OVER
    assert "113" in reply.text


@pytest.mark.parametrize(
    "text", ["", "   ", "\x00", "🙂", "\ud800", "xã công khai \ud800 gì", "x" * 1_000_000, "/", "//"]
)
async def test_strange_messages_get_an_answer_and_are_stored(text: str, talk: Talk) -> None:
    reply = await talk.last(text)
    assert reply.outcome is not Outcome.ERROR
    assert reply.text
    (row,) = talk.rows()
    assert len(row["question"]) <= 4_000


async def test_several_people_at_once_keep_their_own_conversations(opened: Opened, places: Places) -> None:
    recorder = Recorder(places)
    talk = opened(recorder)
    people = [Address("web", f"{number}") for number in range(20)]
    for turn in range(3):
        await asyncio.gather(
            *(
                talk.dialogue.handle(
                    Incoming(f"{turn}", who, f"{who.chat}: câu {turn}", NOON + timedelta(seconds=turn))
                )
                for who in people
            )
        )
    last = {question.split(":")[0]: history for question, history, _, _ in recorder.asked[-20:]}
    assert last == {who.chat: (f"{who.chat}: câu 0", f"{who.chat}: câu 1") for who in people}


async def test_what_is_remembered_tells_outcome_citations_and_time(talk: Talk) -> None:
    await talk.say("Điều 13 khoản 2 nói gì?")
    (row,) = talk.rows()
    assert row["outcome"] == "answered"
    assert "Điều 13 khoản 2" in row["citations"]
    assert row["latency_ms"] >= 0
    assert len(row["person"]) == 64 and row["person"] != ME.chat
