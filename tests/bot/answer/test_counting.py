"""Votes are counted by hand: every number of a question is read, and the smallest that passes is exact."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answer.counting import Count, Share, asks_count, counted, number, share

# field-notes: 2/3 of all, more than half, at least half, a tenth
LEAST = [(120, 80, 61, 60, 12), (121, 81, 61, 61, 13)]


@pytest.mark.parametrize(("whole", "two_thirds", "beyond_half", "half", "tenth"), LEAST)
def test_the_smallest_number_that_passes(whole: int, two_thirds: int, beyond_half: int, half: int, tenth: int) -> None:
    assert [share(told).least(whole) for told in ("2/3", ">1/2", "1/2", "1/10")] == [
        two_thirds,
        beyond_half,
        half,
        tenth,
    ]


@given(st.integers(1, 5_000), st.fractions(Fraction(1, 50), Fraction(49, 50)), st.booleans())
def test_one_fewer_never_passes(whole: int, part: Fraction, beyond: bool) -> None:
    least = Share(part, beyond).least(whole)
    passes = (lambda count: count > part * whole) if beyond else (lambda count: count >= part * whole)
    assert passes(least)
    assert not passes(least - 1)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("120 hộ mà 65 hộ giơ tay thì được chưa", Count(120, None, 65)),
        ("thôn họp sáu mươi người, tất cả đều giơ tay, mà thôn có một trăm hai mươi hộ", Count(120, 60, 60)),
        ("120 nóc nhà, bữa họp chỉ 70 nhà tới, 65 nhà giơ tay", Count(120, 70, 65)),
        ("em xin dc 15 nha ky ung ho, thon 200 ho", Count(200, None, 15)),
        ("cả xã có 12 thôn, mấy thôn đồng ý", Count(None, None, None, 12)),
        ("65/120 hộ đồng ý", Count(120, None, 65)),
        ("đồng ý 46 hộ trên 90 hộ", Count(90, None, 46)),
        ("2/3 của 120 hộ là bao nhiêu", Count(120)),
        ("họp ngày 12/3/2024", Count()),
        ("Điều 21 khoản 1", Count()),
    ],
)
def test_the_numbers_of_a_vote_are_read(text: str, count: Count) -> None:
    assert counted(text) == count


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("120 hộ, 65 hộ đồng ý, được chưa", True),
        ("thôn 121 hộ bầu trưởng thôn cần bao nhiêu phiếu", True),
        ("ấp tui 260 hộ, chia cụm họp riêng được hông", False),
        ("ban có 5 người, nhiệm kỳ mấy năm", False),
    ],
)
def test_only_votes_are_counted(text: str, asks: bool) -> None:
    assert asks_count(text, counted(text)) == asks


@pytest.mark.parametrize(
    ("words", "value"),
    [("120", 120), ("mot tram hai muoi", 120), ("muoi lam", 15), ("hai tram linh nam", 205), ("chin muoi chin", 99),
     ("sau muoi", 60), ("ho", None)],
)  # fmt: skip
def test_number_words(words: str, value: int | None) -> None:
    assert number(words) == value


@given(st.text(max_size=80))
def test_anything_can_be_counted(text: str) -> None:
    count = counted(text)
    assert asks_count(text, count) in {True, False}
