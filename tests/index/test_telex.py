"""Keys that a keyboard did not join."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.telex import joined
from index.text import fold

WORDS = (
    "người dân khiếu nại tố cáo trưởng thôn hòa giải niêm yết công khai quyết định ủy ban xã phường tiếp được nghị "
    "đóng góp đường làng thuỷ lợi giám sát cộng đồng hương ước"
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("nguwowif", "nguoi"),
        ("khieeus", "khieu"),
        ("naij", "nai"),
        ("dduwowcj", "duoc"),
        ("trwowngr", "truong"),
        ("toafn", "toafn"),  # only its tone key is left over, in the middle: too little to go by
        ("tooi", "toi"),
    ],
)
def test_left_over_keys_are_joined(typed: str, meant: str) -> None:
    assert joined(typed) == meant


@pytest.mark.parametrize(
    "word", ["thon", "xa", "người", "UBND", "facebook", "wifi", "test", "zalo", "ok", "nq31", "", "w", "fff", "email"]
)
def test_other_words_stay(word: str) -> None:
    assert joined(word) == word


@pytest.mark.parametrize("word", WORDS.split())
def test_telex_of_any_word_gives_its_syllable(word: str) -> None:
    bare = unicodedata.normalize("NFD", word.replace("đ", "dd"))
    keys = {"\u0300": "f", "\u0301": "s", "\u0309": "r", "\u0303": "x", "\u0323": "j", "\u031b": "w", "\u0306": "w"}
    letters, tone = "", ""
    for char in bare:
        key = letters[-1:] if char == "\u0302" else keys.get(char, char)
        letters, tone = (letters, key) if key in "fsrxj" and char in keys else (letters + key, tone)
    assert joined(letters + tone) == fold(word)


@given(st.text(max_size=12))
def test_any_word_can_be_read(word: str) -> None:
    assert joined(joined(word)) == joined(word)
