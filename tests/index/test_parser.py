"""Paragraphs to blocks: laws and plans of every layout, nothing refused, nothing lost."""

import unicodedata
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.parser import Block, Level, is_heading, parse, roman
from index.text import normalise, words

Form = Literal["NFC", "NFD"]

LINES = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["I. MỤC ĐÍCH", "II- NỘI DUNG", "IV. VIỆC", "1. Việc", "12) Việc", "a) một", "đ) hai", "- gạch", "–gạch",
         "[1] chú", "? hỏi gì", "Điều 1. A", "Điều 2. B", "#### Điều 3. C", "Điều 3a. D", "Chương I", "Mục 2. X",
         "Phần thứ nhất", "# Tên", "Nơi nhận:", "- Lưu: VT.", "**Điều 4.** X", "…", "\f", "\u200b", "1.", "I"]
    ),
)  # fmt: skip
SOURCES = st.one_of(st.text(), st.lists(LINES, max_size=16).map("\n".join))

LAW = """Chương I
NHỮNG QUY ĐỊNH CHUNG
Điều 1. Phạm vi
Luật này nói về đường.
Điều 2. Việc
1. Việc một:
a) Nhỏ;
đ) Lớn.
Điều 3. Hết
"""


def shape(text: str) -> list[tuple[str, str]]:
    return [(block.level.name, block.label) for block in parse(text).blocks]


@given(SOURCES)
def test_any_text_is_parsed_and_no_word_lost(text: str) -> None:
    outline = parse(text)
    assert [word for block in outline.blocks for word in words(text[block.start : block.end])] == words(text)


@given(SOURCES)
def test_blocks_stand_in_order_and_hold_their_own_text(text: str) -> None:
    last = 0
    for block in parse(text).blocks:
        assert last <= block.start < block.end <= len(text)
        assert block.text == normalise(text[block.start : block.end])
        last = block.end


def test_empty_text_has_no_blocks() -> None:
    assert parse("").blocks == ()
    assert parse(" \n\n\t").blocks == ()


def test_law_has_chapters_articles_clauses_points() -> None:
    outline = parse(LAW)
    assert outline.law
    assert shape(LAW) == [
        ("CHAPTER", "I"),
        ("PARAGRAPH", ""),
        ("ARTICLE", "1"),
        ("PARAGRAPH", ""),
        ("ARTICLE", "2"),
        ("CLAUSE", "1"),
        ("POINT", "a"),
        ("POINT", "đ"),
        ("ARTICLE", "3"),
    ]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize(
    "line", ["Điều 15. Nội dung", "Điều 15 . Nội dung", "ĐIỀU 15: Nội dung", "#### Điều 15. Nội dung", "**Điều 15.** A"]
)
def test_article_headings_in_every_dress(line: str, form: Form) -> None:
    text = unicodedata.normalize(form, f"{line}\nmột\nĐiều 16. Hai\nhai\nĐiều 17. Ba\nba")
    assert shape(text)[0] == ("ARTICLE", "15")


def test_article_with_a_letter() -> None:
    assert shape("Điều 2. A\nĐiều 11a. B\nĐiều 11đ. C")[1:] == [("ARTICLE", "11a"), ("ARTICLE", "11đ")]


def test_a_cited_article_is_no_heading() -> None:
    text = LAW + "Điều 15 của Luật này được áp dụng.\n"
    assert shape(text)[-1] == ("PARAGRAPH", "")


def test_parts_and_sections_of_a_law() -> None:
    text = "Phần thứ nhất\nChương II\nMục 3. Giám sát\nĐiều 1. A\nĐiều 2. B\nĐiều 3. C"
    assert shape(text)[:3] == [("PART", "nhất"), ("CHAPTER", "II"), ("SECTION", "3")]


@pytest.mark.parametrize("head", ["I. MỤC", "I- MỤC", "I – MỤC", "**I.** MỤC", "## I. MỤC", "### **I. MỤC**", "I.MỤC"])
def test_roman_headings_of_plans(head: str) -> None:
    assert shape(f"{head}\n1. Việc")[0] == ("CHAPTER", "I")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("1. Việc", ("CLAUSE", "1")),
        ("**1. Việc**", ("CLAUSE", "1")),
        ("12) Việc", ("CLAUSE", "12")),
        ("100% cơ quan", ("PARAGRAPH", "")),
        ("1.500 hộ", ("PARAGRAPH", "")),
        ("a) Việc", ("POINT", "a")),
        ("đ) Việc", ("POINT", "đ")),
        ("- Việc", ("DASH", "-")),
        ("-Giao việc", ("DASH", "-")),
        ("– Việc", ("DASH", "–")),
        ("+ Việc", ("DASH", "+")),
        ("-5 độ", ("PARAGRAPH", "")),
        ("[1] Gồm: (1) Kết luận", ("NOTE", "1")),
        ("Việc thường", ("PARAGRAPH", "")),
        ("Điều 5 nói rõ", ("PARAGRAPH", "")),
    ],
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_items_of_plans(line: str, expected: tuple[str, str], form: Form) -> None:
    assert shape(unicodedata.normalize(form, line))[0] == expected


def test_points_keep_the_order_of_the_source() -> None:
    labels = [label for name, label in shape("I. A\n1. B\na) x\nb) x\nc) x\nd) x\nđ) x\ne) x\ng) x") if name == "POINT"]
    assert labels == ["a", "b", "c", "d", "đ", "e", "g"]
    assert labels != sorted(labels)


def test_what_follows_the_last_section_is_the_closing() -> None:
    text = (
        "I. A\n1. Làm việc này xong.\nTrên đây là Kế hoạch./.\nNơi nhận:\n- Đảng ủy;\n- Lưu: VT.\nCHỦ TỊCH\nLê Văn Suối"
    )
    assert [name for name, _ in shape(text)] == ["CHAPTER", "CLAUSE", *["CLOSING"] * 6]


def test_paragraph_under_a_heading_is_no_closing() -> None:
    text = "I. A\n2. Đài Truyền thanh\nTuyên truyền cho dân.\nNơi nhận:\n- Lưu"
    assert [name for name, _ in shape(text)] == ["CHAPTER", "CLAUSE", "PARAGRAPH", "CLOSING", "CLOSING"]


def test_text_without_sections_has_no_closing() -> None:
    assert [name for name, _ in shape("Thông báo họp.\nNơi nhận:\n- Lưu")] == ["PARAGRAPH", "PARAGRAPH", "DASH"]


@pytest.mark.parametrize(
    ("text", "warnings"),
    [
        ("I. A\n1. x\nII. B\n1. y\nIV. C\n1. z", ("II → IV",)),
        ("I. A\nII. B\nIII. C", ()),
        ("Điều 1. A\nĐiều 2. B\nĐiều 4. C", ("Điều 2 → Điều 4",)),
        ("Điều 1. A\nĐiều 2. B\nĐiều 3. C", ()),
        ("Điều 2. A\nĐiều 2a. B\nĐiều 3. C", ()),
    ],
)
def test_a_jump_in_numbering_is_a_warning(text: str, warnings: tuple[str, ...]) -> None:
    assert parse(text).warnings == warnings


def test_two_articles_do_not_make_a_law() -> None:
    assert not parse("I. A\nĐiều 1. B\nĐiều 2. C").law
    assert parse("Điều 1. B\nĐiều 2. C\nĐiều 3. D").law


@pytest.mark.parametrize(("label", "value"), [("I", 1), ("IV", 4), ("IX", 9), ("XIV", 14), ("XL", 40), ("7", 7)])
def test_roman_numerals(label: str, value: int) -> None:
    assert roman(label) == value


@pytest.mark.parametrize(
    ("line", "heading"),
    [("1. Mục đích", True), ("1. Mục đích:", True), ("1. Làm xong việc.", False), ("1. " + "việc " * 60, False)],
)
def test_headings_are_short_and_unfinished(line: str, heading: bool) -> None:
    assert is_heading(Block(Level.CLAUSE, "1", 0, len(line), line)) is heading
