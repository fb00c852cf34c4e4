"""Working days skip weekends and holidays, and know the Saturdays that are worked instead."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.answer import workdays

DAYS = st.dates(date(2023, 1, 1), date(2028, 12, 31))


def test_swapped_days_and_holidays_are_known() -> None:
    assert workdays.is_working(date(2026, 8, 22))  # a Saturday, for Monday 31/8
    assert not workdays.is_working(date(2026, 8, 31))
    assert not workdays.is_working(date(2026, 11, 24))
    assert workdays.before(date(2026, 11, 25), 1) == date(2026, 11, 23)
    assert workdays.after(date(2026, 2, 13), 1) == date(2026, 2, 23)  # Tết
    assert workdays.provisional(date(2027, 1, 4)) and not workdays.provisional(date(2026, 12, 31))


@given(DAYS, st.integers(1, 30))
def test_so_many_days_are_worked(day: date, count: int) -> None:
    end = workdays.after(day, count)
    worked = [
        one for one in (day + timedelta(days=n) for n in range(1, (end - day).days + 1)) if workdays.is_working(one)
    ]
    assert len(worked) == count
    assert worked[-1] == end
    assert workdays.after(workdays.before(day, count), count) <= day or not workdays.is_working(day)
