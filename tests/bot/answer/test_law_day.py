"""The day whose law a question asks for."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answer.law_day import LawDay, law_day
from index.text import fold

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("năm 2024 thì sao", date(2024, 12, 31)),
        ("hồi năm 2025 chủ tịch xã tiếp dân mấy ngày", date(2025, 12, 31)),
        ("trước năm 2025 thì thế nào", date(2024, 12, 31)),
        ("tôi nộp đơn khiếu nại ngày 15/6/2026 thì mấy ngày thụ lý", date(2026, 6, 15)),
        ("đơn gửi ngày 5 tháng 3 năm 2026", date(2026, 3, 5)),
        ("trước 1/7/2026 quy định ra sao", date(2026, 6, 30)),
        ("nộp tháng 5/2026", date(2026, 5, 31)),
        ("nộp tháng 2 năm 2024", date(2024, 2, 29)),
    ],
)
@pytest.mark.parametrize("spell", [str, fold])
def test_a_named_day_is_read(text: str, day: date, spell: type[str]) -> None:
    assert law_day(spell(text), TODAY) == LawDay(day, named=True)


@pytest.mark.parametrize(
    "text",
    [
        "xã phải công khai những gì",
        "kế hoạch năm 2024 của xã Nhơn Hậu",
        "ke hoach thuc hien dan chu nam 2024",
        "luật tiếp công dân năm 2013",
        "năm 2030 thì sao",
        "năm 2026 tiếp dân mấy ngày",  # the running year is answered by today's law
        "ngày 31/2/2025",
        "mục tiêu 15/20 thôn đạt chuẩn",
    ],
)
def test_other_numbers_leave_it_today(text: str) -> None:
    assert law_day(text, TODAY) == LawDay(TODAY)


@pytest.mark.parametrize("text", ["trước đây mấy ngày", "quy định cũ thế nào", "truoc day mấy ngày", "luật cũ ghi sao"])
def test_the_rule_before_a_change_is_asked_for_without_a_day(text: str) -> None:
    assert law_day(text, TODAY) == LawDay(TODAY, before_change=True)


@given(st.text())
def test_any_text_has_a_day_that_is_not_to_come(text: str) -> None:
    assert law_day(text, TODAY).day <= TODAY
