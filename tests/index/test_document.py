"""The values of the index: how a citation is printed, spoken and named."""

from datetime import date

import pytest

from index.document import Citation, Document, Kind, Passage, TextKind

LAW = "luat-10-2022-qh15"
NOTE = "II.1 (chú thích 1)"


@pytest.mark.parametrize(
    ("citation", "locator", "spoken", "name"),
    [
        (Citation(LAW, "15", "2", "đ"), "Điều 15 khoản 2 điểm đ", "điểm đ khoản 2 Điều 15", "#art_15__cl_2__point_đ"),
        (Citation(LAW, "15", "2"), "Điều 15 khoản 2", "khoản 2 Điều 15", "#art_15__cl_2"),
        (Citation(LAW, "15"), "Điều 15", "Điều 15", "#art_15"),
        (Citation(LAW, section="III.1"), "III.1", "mục III.1", "#sec_III.1"),
        (Citation(LAW, section="II.1 (chú thích 1)"), NOTE, f"mục {NOTE}", f"#sec_{NOTE}"),
        (Citation(LAW, section="mở đầu"), "mở đầu", "phần mở đầu", "#sec_mở đầu"),
        (Citation(LAW, section="kết"), "kết", "phần kết", "#sec_kết"),
        (Citation(LAW), "", "", "#"),
    ],
)  # fmt: skip
def test_a_citation_prints_as_a_person_cites(citation: Citation, locator: str, spoken: str, name: str) -> None:
    assert (citation.locator, citation.spoken, str(citation)) == (locator, spoken, LAW + name)


def test_d_and_dd_are_two_points() -> None:
    assert str(Citation(LAW, "15", "2", "d")) != str(Citation(LAW, "15", "2", "đ"))


@pytest.mark.parametrize(
    ("expires", "on", "expired"),
    [
        (date(2024, 12, 31), date(2024, 12, 31), False),
        (date(2024, 12, 31), date(2025, 1, 1), True),
        (None, date(2099, 1, 1), False),
    ],
)
def test_a_plan_holds_to_its_last_day(expires: date | None, on: date, expired: bool) -> None:
    document = Document("d", Kind.PLAN, "t", "s", TextKind.OFFICIAL, expires=expires)
    assert document.expired(on) is expired


def test_headings_of_a_passage() -> None:
    passage = Passage("p", Citation(LAW, "1"), ("Chương I", "Điều 1. A"), "x", 0, 1)
    assert (passage.title, passage.heading) == ("Chương I Điều 1. A", "Điều 1. A")
    assert Passage("p", Citation(LAW), (), "x", 0, 1).heading == ""
