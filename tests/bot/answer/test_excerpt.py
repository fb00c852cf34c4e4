"""What is cut for a screen fits it, is the text's own, and is never cut inside a word or a number."""

import re

from hypothesis import given
from hypothesis import strategies as st

from bot.answer.excerpt import around, bare, best_part, items, shorten

WORDS = st.sampled_from(
    ["xã", "công", "khai", "2,5", "30.000", "đồng;", "niêm", "yết.", "Điều", "13:", "48/KH-UBND,", "…", "a)"]
)
TEXTS = st.lists(st.tuples(WORDS, st.sampled_from([" ", "\n", " ", "  "])), min_size=1, max_size=120).map(
    lambda pairs: "".join(word + gap for word, gap in pairs).strip()
)
LIMITS = st.integers(min_value=30, max_value=700)
WEIGHTS = st.dictionaries(st.sampled_from(["xa", "cong", "khai", "dieu", "13"]), st.floats(0, 9))
MARKS = len("… ") + len(" …")


def body(part: str) -> str:
    return part.removeprefix("… ").removesuffix("…").rstrip()


def ends_at_a_word(part: str, text: str) -> bool:
    """Tell whether part stands in text with nothing but signs or space between its last word and the next."""
    return re.search(rf"(?<!\S){re.escape(part)}[ \n,;:.]*(?:\s|$)", text) is not None


@given(TEXTS, WEIGHTS, LIMITS)
def test_the_best_part_is_the_texts_own_and_fits(text: str, weights: dict[str, float], limit: int) -> None:
    part = best_part(text, weights, limit)
    assert len(part) <= limit + MARKS
    assert part == text or ends_at_a_word(body(part), text)


@given(TEXTS, st.integers(min_value=12, max_value=300))
def test_a_shortened_text_fits_and_keeps_words_and_numbers_whole(text: str, limit: int) -> None:
    short = shorten(text, limit)
    assert len(short) <= limit
    assert short == text or (short.endswith("…") and ends_at_a_word(body(short), text))


@given(st.text(), st.integers(min_value=1, max_value=50))
def test_any_text_at_all_can_be_shortened(text: str, limit: int) -> None:
    assert len(shorten(text, limit)) <= limit
    assert len(best_part(text, {}, limit)) <= limit + MARKS


def test_a_text_that_fits_stays_whole() -> None:
    assert best_part("Xã niêm yết ba mươi ngày.", {}, 25) == "Xã niêm yết ba mươi ngày."
    assert shorten("Xã niêm yết.", 12) == "Xã niêm yết."


def test_the_sentence_that_answers_is_kept() -> None:
    text = "Mở đầu dài dòng. " * 40 + "Niêm yết ít nhất ba mươi ngày liên tục. " + "Phần sau không liên quan. " * 40
    part = best_part(text, {"niem": 3.0, "yet": 3.0, "ngay": 1.0}, 300)
    assert "Niêm yết ít nhất ba mươi ngày liên tục." in part
    assert part.startswith("… ")
    assert part.endswith(" …")


def test_a_number_is_never_cut_at_its_comma() -> None:
    assert shorten("Mỗi hộ đóng góp khoảng 2,5 triệu đồng", 30) == "Mỗi hộ đóng góp khoảng 2,5…"
    assert shorten("Mỗi hộ đóng góp khoảng 2,5 triệu đồng", 26) == "Mỗi hộ đóng góp khoảng…"


def test_a_clause_loses_its_number_but_no_amount() -> None:
    assert bare("2. Niêm yết tại trụ sở") == "Niêm yết tại trụ sở"
    assert bare("- Gửi báo cáo") == "Gửi báo cáo"
    assert bare("30.000 đồng một hộ") == "30.000 đồng một hộ"
    assert bare("120 hộ trở lên") == "120 hộ trở lên"


@given(st.lists(TEXTS, min_size=1, max_size=20), LIMITS)
def test_a_list_shows_its_first_items_in_order_and_counts_the_rest(texts: list[str], limit: int) -> None:
    lines, left = items(texts, limit)
    assert len(lines) + left == len(texts)
    assert len(lines) == 1 or len("\n".join(lines)) <= limit
    assert all("\n" not in line for line in lines)
    for line, text in zip(lines, texts, strict=False):
        assert " ".join(text.split()).startswith(line.removesuffix("…").rstrip())


def test_the_words_that_are_looked_for_stand_in_what_is_shown() -> None:
    text = "Mở đầu dài. " * 30 + "theo Nghị định số 61/2023/NĐ-CP ngày 16/8/2023 của Chính phủ. " + "Phần sau. " * 30
    part = around(text, "61/2023/NĐ-CP")
    assert part.startswith("… ")
    assert "Nghị định số 61/2023/NĐ-CP ngày" in part
    assert len(part) <= 180
    assert around(text, "62/2023/NĐ-CP") == ""
    assert around("ngắn 1/A", "1/A") == "ngắn 1/A"


@given(TEXTS, st.integers(min_value=0, max_value=80))
def test_any_words_of_a_text_are_shown_whole(text: str, before: int) -> None:
    for words in text.split()[:3]:
        assert words in around(text, words, before)
