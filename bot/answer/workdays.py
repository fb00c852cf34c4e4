"""Working days in Vietnam: weekends, holidays and days that were swapped are known to `holidays`. Pure."""

from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holidays import HolidayBase

ANNOUNCED = 2026  # the last year whose days off the government has announced; later ones are computed
_DAY = timedelta(days=1)


def is_working(day: date) -> bool:
    """Return whether offices work on a day."""
    return _calendar(day.year).is_working_day(day)


def after(day: date, count: int) -> date:
    """Return the count-th working day after a day; the day itself for 0."""
    return _walked(day, count, _DAY)


def before(day: date, count: int) -> date:
    """Return the count-th working day before a day; the day itself for 0."""
    return _walked(day, count, -_DAY)


def provisional(day: date) -> bool:
    """Return whether the days off of a day's year are not announced yet."""
    return day.year > ANNOUNCED


@cache
def _calendar(year: int) -> "HolidayBase":
    import holidays  # noqa: PLC0415 - most questions need no calendar

    return holidays.country_holidays("VN", years=[year])


def _walked(day: date, count: int, step: timedelta) -> date:
    while count:
        day += step
        count -= is_working(day)
    return day
