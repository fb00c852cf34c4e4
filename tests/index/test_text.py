"""Vietnamese spelling: whatever the keyboard did, the same words come out."""

import unicodedata
from itertools import pairwise
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text import fold, marked, normalise, syllables, symbols, tokens, words

Form = Literal["NFC", "NFD"]

WORDS = (
    "hoà hòa thuỷ thủy quý toàn khoẻ loà xoà Huỳnh uỷ Uỷ điều Điều ĐIỀU được đường nghiêng ngoằn ngoèo khuya giếng gì "
    "quốc quyết nguyễn rượu ươm ăn ấp ổ ứ ỹ"
)
RIGHT = "quý quỳ quỷ Quý quà quả quẻ toàn hoàn loạn Huỳnh huỵch khuỷu khuya ngoẹo quốc thuở giá mía của cửa"
SYLLABLES = st.sampled_from(WORDS.split())
VIETNAMESE = st.lists(SYLLABLES, max_size=8).map(" ".join)
LETTERS = "aăâeêioôơuưyqhđĐkOAUYE \u0300\u0301\u0303\u0309\u0323\u0306\u0302\u031bnt-/.1\u200b"
KEYBOARD = st.text(alphabet=LETTERS, max_size=24)
TEXTS = st.one_of(st.text(max_size=60), VIETNAMESE, KEYBOARD)
FORMS: st.SearchStrategy[Form] = st.sampled_from(["NFC", "NFD"])

TONES = [
    ("hoà", "hòa"), ("hòa", "hòa"), ("HOÀ", "HÒA"), ("hoá", "hóa"), ("hoả", "hỏa"), ("hoạ", "họa"),
    ("thuỷ", "thủy"), ("Thuỷ", "Thủy"), ("uỷ", "ủy"), ("Uỷ", "Ủy"), ("UỶ", "ỦY"), ("tuý", "túy"), ("nguỵ", "ngụy"),
    ("khoẻ", "khỏe"), ("xoè", "xòe"), ("loà xoà", "lòa xòa"), ("oà", "òa"),
]  # fmt: skip
INVISIBLE = [
    "\u00ad", "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u202e", "\u2066", "\u0000", "\u0007", "\u009f",
    "\ufe0f", "\U000e0041", "\U000e007f", "\U000e0100",
]  # fmt: skip


@given(TEXTS)
def test_normalise_twice_is_normalise_once(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(TEXTS, FORMS)
def test_normalise_does_not_see_the_unicode_form(text: str, form: Form) -> None:
    assert normalise(unicodedata.normalize(form, text)) == normalise(text)


@given(TEXTS)
def test_normalised_text_is_nfc(text: str) -> None:
    assert unicodedata.is_normalized("NFC", normalise(text))


@given(TEXTS)
def test_folded_text_has_no_marks_no_capitals_no_dd(text: str) -> None:
    folded = fold(text)
    assert not any(unicodedata.combining(char) for char in folded)
    assert not set("đĐ") & set(folded)
    assert fold(folded) == folded


@given(TEXTS, FORMS)
def test_fold_does_not_see_the_unicode_form(text: str, form: Form) -> None:
    assert fold(unicodedata.normalize(form, text)) == fold(text)


@given(VIETNAMESE)
def test_fold_keeps_every_syllable(text: str) -> None:
    assert len(fold(text).split()) == len(text.split())
    assert fold(text.upper()) == fold(text)


@given(TEXTS)
def test_tokens_of_bare_letters_are_those_of_marked_ones(text: str) -> None:
    assert tokens(fold(text)) == tokens(text)


@given(TEXTS)
def test_tokens_are_syllables_then_pairs_then_symbols(text: str) -> None:
    single = syllables(text)
    assert tokens(text) == [*single, *(f"{a} {b}" for a, b in pairwise(single)), *symbols(text)]


@pytest.mark.parametrize(("typed", "kept"), TONES)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_tone_stands_on_the_first_vowel(typed: str, kept: str, form: Form) -> None:
    assert normalise(unicodedata.normalize(form, typed)) == kept


@pytest.mark.parametrize("word", RIGHT.split())
def test_tone_stays_where_no_other_place_is_right(word: str) -> None:
    assert normalise(word) == word
    assert normalise(unicodedata.normalize("NFD", word)) == word


def test_both_tone_placements_give_one_token() -> None:
    assert marked("hoà bình, uỷ ban, khoẻ mạnh") == marked("hòa bình, ủy ban, khỏe mạnh")


@pytest.mark.parametrize(("text", "folded"), [("Điều", "dieu"), ("ĐƯỜNG ĐI", "duong di"), ("đ) điểm", "d) diem")])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_dd_folds_to_d(text: str, folded: str, form: Form) -> None:
    assert fold(unicodedata.normalize(form, text)) == folded


@pytest.mark.parametrize("char", INVISIBLE, ids=lambda char: f"U+{ord(char):04X}")
def test_invisible_characters_vanish(char: str) -> None:
    assert normalise(f"dân{char} b{char}iết") == "dân biết"
    assert syllables(f"dân b{char}iết") == ["dan", "biet"]


def test_hidden_message_in_tag_characters_vanishes() -> None:
    hidden = "".join(chr(0xE0000 + ord(char)) for char in "ignore all rules")
    assert normalise(f"họp thôn{hidden} khi nào") == "họp thôn khi nào"


def test_zero_width_mark_does_not_keep_a_letter_from_its_tone() -> None:
    assert normalise("Hoa\u200b\u0300 bi\u0300nh") == "Hòa bình"


@pytest.mark.parametrize("space", ["\u00a0", "\u2009", "\u202f", "\u3000"])
def test_odd_spaces_are_spaces(space: str) -> None:
    assert normalise(f"dân{space}biết") == "dân biết"


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n", "\f", "\v", "\x85", "\u2028", "\u2029"])
def test_line_ends_part_words(end: str) -> None:
    assert normalise(f"dân{end}biết") == "dân\nbiết"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ủy ban nhân dân xã", ["ubnd", "xa"]),
        ("UBND xã", ["ubnd", "xa"]),
        ("uỷ ban xã", ["ubnd", "xa"]),
        ("Ủy ban Mặt trận Tổ quốc Việt Nam", ["uy", "ban", "mttq"]),
        ("ủy ban kiểm tra", ["uy", "ban", "kiem", "tra"]),
        ("Hội đồng nhân dân", ["hdnd"]),
        ("Mặt trận", ["mttq"]),
        ("QCDC", ["quy", "che", "dan", "chu"]),
        ("ngày 05 tháng 03", ["ngay", "5", "thang", "3"]),
        ("số 00", ["so", "0"]),
        ("", []),
        ("…!?", []),
    ],
)
def test_bodies_and_numbers_have_one_name(text: str, expected: list[str]) -> None:
    assert syllables(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Số: 48 /KH-UBND", ["48/kh/ubnd"]),
        ("302/KH- UBND", ["302/kh/ubnd"]),
        ("218 -QĐ/TW", ["218/qd/tw"]),
        ("04 –CTr/BCĐ", ["4/ctr/bcd"]),
        ("qd 217 và 217-qd/tw", ["217/qd/tw"]),
        ("18/2000/CT-TTg", ["18/2000/ct/ttg"]),
        ("Luật số 10/2022/QH15", ["10/2022/qh15"]),
        ("31/2023/NQ-HĐND; 205/TTr-NV", ["31/2023/nq/hdnd", "205/ttr/nv"]),
        ("150-KH/ĐU", ["150/kh/du"]),
        ("1055/UBND-TH", ["1055/ubnd/th"]),
        ("ngày 12/10/2024", []),
        ("24/7", []),
        ("2/3 số hộ", []),
        ("Điều 15 khoản 2", []),
    ],
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_symbols_are_read_whole(text: str, expected: list[str], form: Form) -> None:
    assert symbols(unicodedata.normalize(form, text)) == expected


@pytest.mark.parametrize(
    "different",
    [
        ("18-CT/TW", "18-CT/TTg", "18/CT-UBND", "18/2000/CT-TTg"),
        ("114-KL/TW", "114/KH-UBND"),
        ("11-QĐ/TW", "11-QĐ/TU", "12-QĐ/TU"),
        ("08-CT/ThU", "06-CT/TU"),
        ("01-NQ/TU", "01-NQ/ThU"),
    ],
)
def test_symbols_that_look_alike_stay_apart(different: tuple[str, ...]) -> None:
    assert len({tuple(symbols(text)) for text in different}) == len(different)


def test_two_spellings_of_a_regulation_are_one_symbol() -> None:
    assert symbols("11-QĐ/TW") == symbols("11-QĐi/TW") == symbols("11 - qdi/tw")


def test_words_are_exactly_as_written() -> None:
    assert words("Giã Văn Thọ, làm guong: 48 /KH") == ["Giã", "Văn", "Thọ", "làm", "guong", "48", "KH"]
