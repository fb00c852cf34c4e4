"""split: nothing is lost, nothing is too long, no word is cut that fits."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.base import Units, split, width

LETTERS = "aăâđêơưốếợ.!?;…”) \n\t👍𠀋"
TEXTS = st.one_of(st.text(), st.text(alphabet=LETTERS, max_size=400))
LIMITS = st.integers(min_value=2, max_value=120)
UNITS = st.sampled_from(["chars", "utf16"])


def without_space(text: str) -> str:
    return re.sub(r"\s", "", text)


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@given(TEXTS, LIMITS, UNITS)
def test_parts_fit_and_lose_only_white_space(text: str, limit: int, units: Units) -> None:
    parts = split(text, limit, units=units)
    measure = utf16 if units == "utf16" else len
    assert all(0 < measure(part) <= limit for part in parts)
    assert without_space("".join(parts)) == without_space(text)
    assert all(part == part.strip() for part in parts)


@given(TEXTS, LIMITS, UNITS)
def test_words_that_fit_stay_whole(text: str, limit: int, units: Units) -> None:
    words = [word for part in split(text, limit, units=units) for word in part.split()]
    whole = [word for word in text.split() if width(word, units) <= limit]
    remaining = iter(words)
    assert all(word in remaining for word in whole)


@given(TEXTS)
def test_a_text_that_fits_is_one_part(text: str) -> None:
    assert split(text, max(2, len(text))) == ((text.strip(),) if text.strip() else ())


@given(st.text())
def test_width_is_what_utf16_takes(text: str) -> None:
    assert width(text, "utf16") == utf16(text)
    assert width(text) == len(text)


@pytest.mark.parametrize(
    ("text", "limit", "parts"),
    [
        ("Một hai ba.\n\nBốn năm.", 14, ("Một hai ba.", "Bốn năm.")),
        ("Một hai ba. Bốn năm. Sáu", 22, ("Một hai ba. Bốn năm.", "Sáu")),
        ("Một hai\nba bốn năm", 12, ("Một hai", "ba bốn năm")),
        ("một hai ba", 7, ("một hai", "ba")),
        ("một hai ba", 8, ("một hai", "ba")),
        ("a.\n\nmột hai ba bốn", 14, ("a.\n\nmột hai ba", "bốn")),
        ("nghiêngngả", 4, ("nghi", "êngn", "gả")),
        ("“Một hai.” Ba bốn", 14, ("“Một hai.”", "Ba bốn")),
    ],
)
def test_cuts_at_the_best_place(text: str, limit: int, parts: tuple[str, ...]) -> None:
    assert split(text, limit) == parts


def test_an_emoji_takes_two_units_and_is_never_halved() -> None:
    assert split("👍" * 5, 4, units="utf16") == ("👍👍", "👍👍", "👍")
    assert split("👍" * 5, 4) == ("👍👍👍👍", "👍")


def test_a_limit_too_small_is_refused() -> None:
    with pytest.raises(ValueError, match="below 2"):
        split("một", 1)


def test_a_long_answer_is_cut_fast() -> None:
    text = "Khoản này quy định việc công khai. " * 60_000
    assert all(len(part) <= 4000 for part in split(text, 4000, units="utf16"))
