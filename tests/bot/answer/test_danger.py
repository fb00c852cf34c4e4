"""Danger is seen in every spelling, and questions of the field are left alone."""

import json
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answer.danger import Danger, danger, vocabulary
from bot.answer.syllable import Reader, is_spelt, syllable
from index.text import fold

GOLDEN = Path(__file__).parents[2] / "golden"
# Letters typed one by one are told apart from words by the two spaces between words; doubled, the sentence has none.
SPACED_OUT = {"g ọ i  c ô n g  a n  g i ú p  t ô i"}


def rows(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (GOLDEN / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def emergencies() -> list[str]:
    return [row["text"] for row in rows("danger") if row["category"] != "accusation"]


def as_typed(text: str) -> str:
    return text


def doubled(text: str) -> str:
    return text if text in SPACED_OUT else text.replace(" ", "  ")


def nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def without_tones(text: str) -> str:
    tones = "\u0300\u0301\u0303\u0309\u0323"
    return unicodedata.normalize("NFC", "".join(char for char in nfd(text) if char not in tones))


@pytest.mark.parametrize("spell", [as_typed, fold, str.upper, doubled, nfd, without_tones])
def test_every_emergency_is_seen(spell: Callable[[str], str]) -> None:
    assert [text for text in emergencies() if danger(spell(text)) is None] == []


@pytest.mark.parametrize(("spell", "share"), [(as_typed, 0.01), (str.upper, 0.01), (nfd, 0.01), (fold, 0.02)])
def test_ordinary_questions_do_not_alarm(spell: Callable[[str], str], share: float) -> None:
    texts = [row["text"] for row in rows("ordinary")]
    alarms = [text for text in texts if danger(spell(text))]
    assert len(alarms) <= share * len(texts), alarms


def test_questions_off_the_topic_do_not_alarm() -> None:
    assert [row["text"] for row in rows("offtopic") if danger(row["text"])] == []


def test_golden_questions_in_danger_are_heard_and_few_others() -> None:
    questions = rows("questions")
    assert [row["id"] for row in questions if row["expect"] == "handed_over" and not danger(row["question"])] == []
    # of what villagers ask about threats, fights and floods some sounds like a cry for help: it is answered below the
    # numbers, see test_answerer
    wrong = [row["id"] for row in questions if row["expect"] != "handed_over" and danger(row["question"])]
    assert len(wrong) <= 0.04 * len(questions), wrong


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("Chồng tôi đang đánh tôi, cứu tôi với", Danger.VIOLENCE),
        ("em 13 tuổi, bố em đánh em suốt", Danger.CHILD),
        ("chay nha ba con oi", Danger.FIRE),
        ("mẹ em ngất xỉu gọi không dậy", Danger.MEDICAL),
        ("Tôi không muốn sống nữa", Danger.SELF_HARM),
        ("Nó dọa giết cả nhà tôi", Danger.DANGER),
    ],
)
def test_danger_is_named(text: str, category: Danger) -> None:
    assert danger(text) is category


@pytest.mark.parametrize(
    "text",
    [
        "c ứ u  t ô i  v ớ i",
        "cứuuuuu tôiiii",
        "cuwsu tooi vowsi",
        "cu7u1 to6i vo71i",
        "CUU TOI VOI!!!",
        "cuutoivoi",
        "kứu tui zới",
        "c.ứ.u tôi",
        "chồng em đnáh em",
        "ck e đag đánh e",
        "t*ự t*ử",
        "cứu\u200b tôi với",
    ],
)
def test_phone_spelling_telex_slips_and_stretching(text: str) -> None:
    assert danger(text)


@pytest.mark.parametrize(
    "text",
    [
        "đánh giá cán bộ cuối năm",
        "danh gia can bo cuoi nam",
        "đánh máy biên bản",
        "cháy hàng phiếu lấy ý kiến",
        "phòng cháy chữa cháy kinh phí ở đâu",
        "diễn tập chữa cháy rừng ngày nào",
        "hiến máu nhân đạo ở đâu",
        "giết mổ gia súc tập trung",
        "đập chuồng heo làm đường ai đền",
        "cưỡng chế đất có công khai không",
        "chết rồi quên nộp báo cáo",
        "hương ước phạt đánh nhau thế nào",
        "tu tu to truong se giai thich",
        "",
        "?!",
    ],
)
def test_harmless_uses_of_dangerous_words(text: str) -> None:
    assert danger(text) is None


def test_marks_separate_words_that_look_alike_without_them() -> None:
    assert danger("nhà tôi cháy rồi") is Danger.FIRE
    assert danger("nhà tôi ăn chay rồi") is None
    assert danger("nó đâm tôi") is Danger.VIOLENCE
    assert danger("tôi không dám nói trong họp") is None


def test_a_compound_is_also_read_apart_unless_it_is_harmless() -> None:
    assert danger("hôn mê gọi không dậy") is Danger.MEDICAL  # gọi không + dậy, though "không dậy" is a word
    assert danger("phòng chống xâm hại trẻ em kế hoạch ghi gì") is None  # trẻ em is no "em"


@given(st.text())
def test_any_text_is_judged(text: str) -> None:
    assert danger(text) in {None, *Danger}


@given(st.lists(st.sampled_from(["cứu", "đánh", "nó", "²", "१", "x9", "đ", "www", "ſ", "ﬁ", "Ⅷ"])))
def test_odd_letters_and_numbers_do_not_matter(words: list[str]) -> None:
    danger(" ".join(words))


@pytest.mark.parametrize("piece", ["a", "đánh ", "d a n h ", "nó bị tôi ", "cuutoivoi", "w0z qwertyu ", "\u0301"])
def test_a_megabyte_is_judged_at_once(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    vocabulary()
    start = time.perf_counter()
    danger(text)
    assert time.perf_counter() - start < 0.5  # about 0.02 s; the rest is for a busy machine


def test_the_last_words_of_a_long_text_are_read() -> None:
    assert danger("xin chào. " * 20_000 + "chồng tôi đang đánh tôi")


def test_a_message_is_judged_in_a_moment() -> None:
    texts = emergencies()
    danger("mở từ vựng")
    start = time.perf_counter()
    for text in texts:
        danger(text)
    assert (time.perf_counter() - start) / len(texts) < 0.003  # about 0.0002 s


def test_a_typed_syllable_may_lack_marks_but_not_have_others() -> None:
    meant = syllable("đánh")
    assert all(syllable(typed).may_be(meant) for typed in ("đánh", "danh", "đanh", "dánh"))
    assert not any(syllable(typed).may_be(meant) for typed in ("đảnh", "đành", "dành"))
    assert syllable("ngã").may_be(syllable("ngả"))  # the two tones are mixed up in half of the country


def test_shape_of_a_syllable() -> None:
    assert all(is_spelt(text) for text in ("nghiêng", "quý", "a", "khuya", "oan", "gì"))
    assert not any(is_spelt(text) for text in ("ddanhs", "choong", "bcd", "cứuu", "facebook", ""))


@pytest.mark.parametrize(
    ("typed", "read"),
    [("ddanhs", "đánh"), ("choong", "chông"), ("cuwsu", "cứu"), ("d9anh1", "đánh"), ("cứuuuu", "cứu"), ("ko", "không")],
)
def test_a_typed_piece_is_read_back(typed: str, read: str) -> None:
    reader = Reader({"ko": "không"}, frozenset({"danh", "cuu"}))
    assert reader.read([typed]) == [syllable(read)]
