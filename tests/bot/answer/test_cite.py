"""Sources are named as a person cites them."""

from dataclasses import replace
from datetime import date

import pytest

from bot.answer.cite import cautions, day, source, source_line
from index.document import Caution, Citation, Document, Kind, Passage, TextKind
from index.search import Index

LAW = "luat-10-2022-qh15"
LAW_TAIL = (
    "Luật Thực hiện dân chủ ở cơ sở, số 10/2022/QH15 "
    "(tóm lược, chưa đối chiếu; bản gốc 2022, chưa cập nhật sửa đổi 2024, 2025)."
)


def line(index: Index, document: str, *places: tuple[str, ...], section: str = "") -> str:
    citations = [Citation(document, *place) for place in places] or [Citation(document, section=section)]
    return source_line(citations, index.document(document))


def test_a_clause_is_named_as_the_field_notes_want_it(shipped_index: Index) -> None:
    assert line(shipped_index, LAW, ("13", "2")) == f"Căn cứ: khoản 2 Điều 13 {LAW_TAIL}"


@pytest.mark.parametrize(
    ("places", "spoken"),
    [
        ([("13", "1"), ("13", "2")], "khoản 1, 2 Điều 13"),
        ([("13", "1"), ("13", "2"), ("13", "3")], "khoản 1–3 Điều 13"),
        ([("13", "1"), ("13", "3"), ("13", "4")], "khoản 1, 3, 4 Điều 13"),
        ([("13", "2"), ("13", "2")], "khoản 2 Điều 13"),  # a long clause is stored in two parts
        ([("90",), ("91",)], "Điều 90, Điều 91"),
        ([("21", "1"), ("19", "1", "b")], "khoản 1 Điều 21, điểm b khoản 1 Điều 19"),
        ([("19", "1", "a"), ("19", "1", "b")], "điểm a khoản 1 Điều 19, điểm b khoản 1 Điều 19"),
        ([("15", "2", "đ")], "điểm đ khoản 2 Điều 15"),
        ([("13",), ("13", "2")], "Điều 13, khoản 2 Điều 13"),
    ],
)
def test_places_are_joined_as_people_write_them(
    places: list[tuple[str, ...]], spoken: str, shipped_index: Index
) -> None:
    assert line(shipped_index, LAW, *places) == f"Căn cứ: {spoken} {LAW_TAIL}"


@pytest.mark.parametrize(
    ("plan", "section", "text"),
    [
        ("nhon-hau-2024", "III.1", "mục III.1 Kế hoạch năm 2024 của xã Nhơn Hậu (số 48/KH-UBND, ngày 29/3/2024)"),
        (
            "thuy-hung-2024",
            "III.4",
            "mục III.4 Kế hoạch năm 2024 của Đảng ủy xã Thụy Hùng (số 150-KH/ĐU, ngày 26/02/2024)",
        ),
        (
            "hong-linh-2023",
            "II.3",
            "mục II.3 Kế hoạch năm 2023 của thị xã Hồng Lĩnh (không ghi số, tháng 02 năm 2023, để trống ngày)",
        ),
        (
            "minh-tam-2024",
            "mở đầu",
            "phần mở đầu Kế hoạch năm 2024 của xã Minh Tâm "
            "(không ghi số, mất phần đầu văn bản; từ 10/4/2024 đến 10/5/2024)",
        ),
    ],
)
def test_a_plan_is_named_with_its_number_and_date_or_their_absence(
    plan: str, section: str, text: str, shipped_index: Index
) -> None:
    assert line(shipped_index, plan, section=section) == f"Căn cứ: {text}."


def test_a_plan_is_not_called_a_digest(shipped_index: Index) -> None:
    assert "tóm lược" not in line(shipped_index, "nhon-hau-2024", section="III.1")


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (date(2024, 3, 29), "29/3/2024"),
        (date(2024, 2, 5), "05/02/2024"),
        (date(2024, 1, 15), "15/01/2024"),
        (date(2025, 7, 1), "01/7/2025"),
        (date(2013, 12, 12), "12/12/2013"),
        (date(2019, 1, 1), "01/01/2019"),
    ],
)
def test_dates_are_written_as_documents_print_them(value: date, printed: str) -> None:
    assert day(value) == printed


def test_a_source_is_the_whole_stored_passage(shipped_index: Index) -> None:
    passage = shipped_index.article(LAW, "13")[1]
    made = source(passage, shipped_index.document(LAW))
    assert (made.quote, made.locator, made.spoken) == (passage.text, "Điều 13 khoản 2", "khoản 2 Điều 13")
    assert (made.document, made.number, made.text_kind) == (LAW, "10/2022/QH15", "digest")


def test_a_plan_is_quoted_as_official_text(shipped_index: Index) -> None:
    passage = next(p for p in shipped_index.corpus.passages if p.citation.document == "hong-linh-2023")
    made = source(passage, shipped_index.document("hong-linh-2023"))
    assert (made.text_kind, made.number) == ("official", "")


def test_a_caution_stands_with_its_articles_and_clauses_only() -> None:
    notes = (Caution(("36",), "Nhiệm kỳ đã đổi.", clause="2"), Caution(("60", "61"), "Có thể đã đổi."))
    law = replace(Document("luat", Kind.LAW, "Luật", "Luật", TextKind.DIGEST), cautions=notes)
    assert cautions([Citation("luat", "36", "2"), Citation("luat", "60", "1")], law) == [
        "Lưu ý: Nhiệm kỳ đã đổi.",
        "Lưu ý: Có thể đã đổi.",
    ]
    assert cautions([Citation("luat", "36", "1"), Citation("luat", "62")], law) == []


def test_a_passage_of_ours_can_be_cited_without_a_number() -> None:
    passage = Passage("x#sec_I", Citation("x", section="I"), (), "Lời.", 0, 4)
    plan = Document("x", Kind.PLAN, "Kế hoạch", "Kế hoạch năm 2030", TextKind.OFFICIAL, year=2030)
    assert source(passage, plan).number == ""
    assert "số ," not in source_line([passage.citation], plan)


def test_a_plan_without_a_date_is_said_to_bear_none() -> None:
    short = "Kế hoạch năm 2031 của xã Cầu Khỉ"
    plan = Document("p", Kind.PLAN, "Kế hoạch", short, TextKind.OFFICIAL, number="1/KH-UBND", year=2031)
    assert source_line([Citation("p", section="I")], plan) == f"Căn cứ: mục I {short} (số 1/KH-UBND, không rõ ngày)."
