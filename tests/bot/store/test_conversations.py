import random
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from bot.domain import Address, Outcome, Source, Turn
from bot.store.conversations import QUESTION_LIMIT, Conversations, Record
from bot.store.database import writing
from bot.store.inbox import Inbox
from bot.store.people import person

AT = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
KEY = b"k" * 32
HOA = Address("telegram", "1001")
LAN = Address("telegram", "1002")
SOURCE = Source("luat-10-2022-qh15", "10/2022/QH15", "Luật", "art_13", "Điều 13", "Nguyên văn đoạn trích.", "digest")
RECORD = Record(
    at=AT,
    question="Xã phải công khai những gì?",
    understood="nội dung chính quyền cấp xã phải công khai",
    outcome=Outcome.ANSWERED,
    citations=("luat-10-2022-qh15#art_11__point_đ",),
    more="Phần còn lại.",
    sources=(SOURCE, replace(SOURCE, locator="art_14")),
    confidence=0.75,
    latency_ms=42,
)


@pytest.fixture
def conversations(database: Database) -> Conversations:
    return Conversations(database, KEY)


def raw(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


def count(database: Database, table: str) -> int:
    return int(database.execute(f"select count(*) from {table}").fetchone()[0])


def test_what_is_remembered_is_recalled(conversations: Conversations) -> None:
    id = conversations.remember(HOA, RECORD)
    assert len(id) == 12
    turn = Turn(RECORD.question, RECORD.understood, RECORD.outcome, RECORD.citations, AT)
    assert conversations.recall(HOA, 5, AT) == (turn,)
    assert conversations.more(HOA, id) == (RECORD.more, RECORD.sources)
    assert conversations.recall(LAN, 5, AT) == ()


def test_recall_gives_the_last_turns_oldest_first(conversations: Conversations) -> None:
    for number in range(6):  # two at each moment: those are kept in the order they were remembered
        conversations.remember(HOA, replace(RECORD, question=f"câu {number}", at=AT + number // 2 * MINUTE))
        conversations.remember(LAN, replace(RECORD, question=f"câu của Lan {number}"))
    recalled = [turn.question for turn in conversations.recall(HOA, 3, AT)]
    assert recalled == ["câu 3", "câu 4", "câu 5"]
    assert [turn.question for turn in conversations.recall(HOA, 9, AT + 2 * MINUTE)] == ["câu 4", "câu 5"]
    assert conversations.recall(HOA, 0, AT) == ()
    assert conversations.recall(HOA, 9, AT + 3 * MINUTE) == ()


def test_a_person_is_greeted_once(conversations: Conversations) -> None:
    assert not conversations.greeted(HOA)
    conversations.remember(HOA, RECORD)
    assert conversations.greeted(HOA)
    assert not conversations.greeted(LAN)
    assert not conversations.greeted(Address("web", HOA.chat))


def test_a_place_is_chosen_and_taken_back(conversations: Conversations) -> None:
    assert conversations.place(HOA) == ""
    conversations.set_place(HOA, "minh-tam", AT)
    conversations.remember(HOA, RECORD)
    assert conversations.place(HOA) == "minh-tam"
    assert conversations.place(LAN) == ""
    conversations.set_place(HOA, "", AT)
    assert conversations.place(HOA) == ""


def test_last_seen_never_goes_back(database: Database, conversations: Conversations) -> None:
    for at in (AT, AT + MINUTE, AT - MINUTE):
        conversations.remember(HOA, replace(RECORD, at=at))
    row = database.execute("select first_seen, last_seen from people").fetchone()
    assert [datetime.fromisoformat(text) for text in row] == [AT, AT + MINUTE]


def test_a_thumb_is_for_ones_own_turns(database: Database, conversations: Conversations) -> None:
    id = conversations.remember(HOA, RECORD)
    assert not conversations.feedback(LAN, id, up=True)
    assert not conversations.feedback(HOA, "unknown", up=True)
    assert database.execute("select feedback from turns").fetchone() == (None,)
    for up, kept in ((True, 1), (False, -1)):
        assert conversations.feedback(HOA, id, up)
        assert database.execute("select feedback from turns").fetchone() == (kept,)


def test_more_is_for_ones_own_turns(conversations: Conversations) -> None:
    id = conversations.remember(HOA, RECORD)
    assert conversations.more(LAN, id) is None
    assert conversations.more(HOA, "unknown") is None
    only_sources = conversations.remember(HOA, replace(RECORD, more=""))
    assert conversations.more(HOA, only_sources) == ("", RECORD.sources)
    neither = conversations.remember(HOA, replace(RECORD, more="", sources=()))
    assert conversations.more(HOA, neither) is None


def test_sources_of_an_earlier_shape_still_open(database: Database, conversations: Conversations) -> None:
    id = conversations.remember(HOA, RECORD)
    with writing(database):
        database.execute("""update turns set sources = '[{"document": "d", "gone": "x"}]'""")
    assert conversations.more(HOA, id) == (RECORD.more, (Source("d", "", "", "", "", "", ""),))


def test_a_category_keeps_no_text_anywhere(folder: Path, database: Database, conversations: Conversations) -> None:
    secret = replace(
        RECORD,
        category="accusation",
        question="BÍMẬT chủ tịch",
        understood="BÍMẬT",
        citations=("BÍMẬT",),
        more="BÍMẬT",
        sources=(replace(SOURCE, quote="BÍMẬT"),),
        outcome=Outcome.HANDED_OVER,
    )
    id = conversations.remember(HOA, secret)
    left = raw(folder)
    assert b"accusation" in left, "the log is read as well"
    assert "BÍMẬT".encode() not in left
    assert b"B\\u00cdM" not in left, "nor as JSON may spell it"
    assert conversations.more(HOA, id) is None
    assert conversations.recall(HOA, 1, AT) == (Turn("", "", Outcome.HANDED_OVER, (), AT),)
    assert database.execute("select category, outcome from turns").fetchone() == ("accusation", "handed_over")
    conversations.expire(AT)
    assert "BÍMẬT".encode() not in raw(folder)
    conversations.forget(HOA)
    assert "BÍMẬT".encode() not in raw(folder)


@pytest.mark.parametrize("number", ["0912345678", "001203004567", "0912 345 678"])
def test_numbers_of_people_are_masked(folder: Path, conversations: Conversations, number: str) -> None:
    conversations.remember(HOA, replace(RECORD, question=f"Tôi là Hòa, số {number}, hỏi", understood=f"Hòa {number}"))
    (turn,) = conversations.recall(HOA, 1, AT)
    assert turn.question.startswith("Tôi là Hòa")
    assert number.encode() not in raw(folder)


def test_a_very_long_question_is_cut(conversations: Conversations) -> None:
    conversations.remember(HOA, replace(RECORD, question="dài " * 250_000, understood="x" * 1_000_000))
    (turn,) = conversations.recall(HOA, 1, AT)
    assert turn.question == ("dài " * 1000)[:QUESTION_LIMIT]
    assert len(turn.understood) == QUESTION_LIMIT == 4_000
    conversations.remember(HOA, replace(RECORD, question="y" * QUESTION_LIMIT, at=AT + MINUTE))
    assert conversations.recall(HOA, 1, AT)[0].question == "y" * QUESTION_LIMIT


@pytest.mark.parametrize("filler", ["a, ", "0987654321, "])
def test_a_number_cut_in_half_is_not_left_unmasked(conversations: Conversations, filler: str) -> None:
    for start in range(QUESTION_LIMIT - 20, QUESTION_LIMIT + 400, 4):
        before = (filler * (start // len(filler))).ljust(start, ",")
        conversations.remember(HOA, replace(RECORD, question=f"{before} 001203004567 {'b ' * 300}"))
        (turn,) = conversations.recall(HOA, 1, AT)
        assert not re.search(r"\d{3}", turn.question)


def test_odd_text_is_kept(conversations: Conversations) -> None:
    conversations.remember(HOA, replace(RECORD, question="Hỏi 🙂 'x'; drop table turns; -- \0 \ud83d", more="\ud83d"))
    (turn,) = conversations.recall(HOA, 1, AT)
    assert turn.question == "Hỏi 🙂 'x'; drop table turns; -- \0 ?"


def test_a_time_without_zone_is_refused(database: Database, conversations: Conversations) -> None:
    with pytest.raises(ValueError, match="time zone"):
        conversations.remember(HOA, replace(RECORD, at=AT.replace(tzinfo=None)))
    assert count(database, "people") == 0


def test_the_database_does_not_know_the_chat(folder: Path, conversations: Conversations) -> None:
    conversations.remember(Address("telegram", "8412345678901"), RECORD)
    assert b"8412345678901" not in raw(folder)
    assert KEY.decode() not in repr(conversations)


def test_forgetting_leaves_nothing_of_one_and_all_of_the_others(folder: Path, conversations: Conversations) -> None:
    chance = random.Random(3)
    people = [Address("web", str(number)) for number in range(120)]
    kept, gone = dict.fromkeys(people, 0), list[Address]()
    # Turns of several sizes, and people leave meanwhile: pages split and merge, and without scrub() pieces stay behind.
    for number in range(3000):
        address = chance.choice(list(kept))
        text = f"<dấu vết {address.chat:>03}>"
        record = Record(AT, text * chance.choice((1, 3, 20)), text, Outcome.ANSWERED, more=text * chance.choice((0, 1)))
        conversations.remember(address, record)
        kept[address] += 1
        if number % 30 == 29:
            gone.append(address := chance.choice(list(kept)))
            assert conversations.forget(address) == kept.pop(address)
    left = raw(folder)
    for address in gone:
        assert f"<dấu vết {address.chat:>03}>".encode() not in left
        assert person(KEY, address).encode() not in left
        assert not conversations.greeted(address)
        assert conversations.forget(address) == 0
    assert {address: len(conversations.recall(address, 999, AT)) for address in kept} == kept


def test_forgetting_works_for_one_who_only_chose_a_place(database: Database, conversations: Conversations) -> None:
    conversations.set_place(HOA, "minh-tam", AT)
    assert conversations.forget(HOA) == 0
    assert count(database, "people") == 0


def test_expiry_takes_what_is_older(folder: Path, database: Database, conversations: Conversations) -> None:
    inbox = Inbox(database)
    inbox.receive("zalo", "1", "<thư cũ>", AT)
    inbox.done("zalo", "1", AT)
    conversations.remember(HOA, replace(RECORD, question="<câu cũ>"))
    conversations.remember(HOA, replace(RECORD, question="<câu mới>", at=AT + MINUTE))
    conversations.remember(LAN, replace(RECORD, question="<câu cũ của Lan>"))
    conversations.set_place(LAN, "minh-tam", AT)
    assert conversations.expire(AT + MINUTE) == 2
    left = raw(folder)
    assert "<câu mới>".encode() in left
    for gone in ("<câu cũ", "<thư cũ>"):
        assert gone.encode() not in left
    assert conversations.greeted(HOA)
    assert not conversations.greeted(LAN), "a person not seen since is personal data kept for nothing"
    assert inbox.receive("zalo", "1", None, AT)
    assert conversations.expire(AT + MINUTE) == 0


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("select 1 from turns where person = 'p' and at >= 'a' order by at desc, rowid desc", "turns_of_person"),
        ("delete from turns where at < 'a'", "turns_by_time"),
        ("delete from turns where person = 'p'", "turns_of_person"),
        ("delete from people where last_seen < 'a'", "people_by_last_seen"),
    ],
)
def test_queries_use_their_index(database: Database, query: str, index: str) -> None:
    plan = [row[3] for row in database.execute(f"explain query plan {query}").fetchall()]
    assert index in plan[0]
    assert not any("TEMP B-TREE" in step for step in plan)
