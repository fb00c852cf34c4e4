"""A mark of a digest says from when to when the wording below it is in force."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.document import Validity
from index.marks import validity


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("@ đến 30/6/2026", Validity(until=date(2026, 6, 30))),
        (
            "@ từ 01/7/2026 ← khoản 7 Điều 1 Luật số 9/2031/QH16; trước đó: 01 ngày, trong tuần",
            Validity(date(2026, 7, 1), None, "khoản 7 Điều 1 Luật số 9/2031/QH16", "01 ngày, trong tuần"),
        ),
        ("@ từ 1/7/2026 ← Điều 2; mới", Validity(date(2026, 7, 1), by="Điều 2", fresh=True)),
        ("@ đến 30/6/2026 ← bãi bỏ: Điều 3", Validity(until=date(2026, 6, 30), by="Điều 3", repealed=True)),
    ],
)
def test_a_mark_is_read(line: str, meant: Validity) -> None:
    assert validity(line) == meant


@pytest.mark.parametrize("line", ["@ từ hôm nay", "@ đến 31/6/2026", "@", "@ 01/7/2026", "@ từ 01/7/2026 rồi"])
def test_a_mark_that_cannot_be_understood_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        validity(line)


@given(st.dates(date(1990, 1, 2), date(2090, 1, 1)), st.booleans())
def test_old_and_new_wording_share_no_day_and_leave_none_out(day: date, padded: bool) -> None:
    before = day - timedelta(days=1)
    written = (lambda d: f"{d:%d/%m/%Y}") if padded else (lambda d: f"{d.day}/{d.month}/{d.year}")
    new, old = validity(f"@ từ {written(day)}"), validity(f"@ đến {written(before)}")
    for other in (before, day, day + timedelta(days=400), day - timedelta(days=400)):
        assert new.on(other) != old.on(other)
