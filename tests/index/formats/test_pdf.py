"""PDF: lines become paragraphs, headers and page numbers go, pages that are pictures are read."""

from pathlib import Path

import pytest
from PIL import Image, ImageFont

from index.errors import Damaged, Locked, NoText, Reason
from index.formats import extract
from tests.index.formats.papers import FONT, column, locked_pdf, pdf
from tests.index.formats.rendering import TEXT, broken, error_rate, needs_ocr, page, scanned

WIDTH = 440
LETTERHEAD = [
    (80.0, 60.0, "ỦY BAN NHÂN DÂN"), (300.0, 60.0, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    (100.0, 78.0, "XÃ SUỐI MƠ"), (350.0, 78.0, "Độc lập - Tự do - Hạnh phúc"),
    (80.0, 96.0, "Số: 27/KH-UBND"), (330.0, 96.0, "Suối Mơ, ngày 12 tháng 5 năm 2025"),
]  # fmt: skip


def lines() -> list[str]:
    """Return the invented text broken into lines of a page, first lines set in."""
    face = ImageFont.truetype(FONT, 12)
    rows = [broken(paragraph, face, WIDTH - 28 * paragraph[0].isdigit()) for paragraph in TEXT[3:]]
    return [("\t" if place == 0 else "") + line for row in rows for place, line in enumerate(row)]


def saved(tmp_path: Path, data: bytes, name: str = "ke-hoach.pdf") -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


def test_lines_are_joined_and_the_letterhead_is_taken_apart(tmp_path: Path) -> None:
    rows = lines()
    pages = [LETTERHEAD + column(rows[:21], top=130), [(300.0, 40.0, "2"), *column(rows[21:])]]
    found = extract(saved(tmp_path, pdf(pages)))
    assert found.text.split("\n") == [text for _, _, text in LETTERHEAD] + list(TEXT[3:])
    assert not found.ocr


def test_what_stands_at_the_edge_of_every_page_is_dropped(tmp_path: Path) -> None:
    rows = lines()
    edge = [(70.0, 40.0, "Công báo xã Suối Mơ"), (300.0, 820.0, "Trang {}/3")]
    pages = [
        [(x, y, text.format(number)) for x, y, text in edge] + column(rows[start : start + 9])
        for number, start in ((1, 0), (2, 9), (3, 18))
    ]
    text = extract(saved(tmp_path, pdf(pages))).text
    assert "Công báo" not in text
    assert "Trang" not in text
    assert TEXT[5] in text.split("\n")


def test_a_stamp_at_the_edge_of_every_page_stays(tmp_path: Path) -> None:
    rows = lines()
    pages = [[(270.0, 40.0, "TỐI MẬT"), *column(rows[start : start + 9])] for start in (0, 9)]
    assert "TỐI MẬT" in extract(saved(tmp_path, pdf(pages))).text.split("\n")


def test_cells_of_a_table_stay_on_one_line(tmp_path: Path) -> None:
    rows = [("Xóm", "Số hộ", "Tiền góp mỗi hộ"), ("Xóm Đông", "42", "ba mươi nghìn đồng")]
    drawn = [(70.0 + 150 * x, 500.0 + 20 * y, cell) for y, row in enumerate(rows) for x, cell in enumerate(row)]
    found = extract(saved(tmp_path, pdf([column(lines()[:9]) + drawn]))).text.split("\n")
    assert found[-2:] == ["Xóm | Số hộ | Tiền góp mỗi hộ", "Xóm Đông | 42 | ba mươi nghìn đồng"]


@needs_ocr
def test_only_pages_that_are_pictures_are_read(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    data = pdf([column(lines()[:9])], [scanned(page(), turned=90)])
    found = extract(saved(tmp_path, data), lambda done, total: seen.append((done, total)))
    letters, _, scan = found.text.partition("ỦY BAN")
    assert letters.split("\n")[:3] == list(TEXT[3:6])
    assert error_rate(f"ỦY BAN{scan}", "\n".join(TEXT)) < 0.02
    assert (found.ocr, found.notes, seen) == (True, (), [(1, 1)])


def test_a_locked_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(Locked) as caught:
        extract(saved(tmp_path, locked_pdf()))
    assert (caught.value.reason, caught.value.values) == (Reason.PASSWORD, {"name": "ke-hoach.pdf", "format": "PDF"})


@pytest.mark.parametrize("data", [b"%PDF-1.7\nbroken", pdf([[(70.0, 90.0, "Điều 1.")]])[:300], b"no pdf \0\1\2 at all"])
def test_a_broken_file_is_told(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(Damaged) as caught:
        extract(saved(tmp_path, data))
    assert caught.value.reason is Reason.DAMAGED


def test_an_empty_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(NoText) as caught:
        extract(saved(tmp_path, pdf([[]])))
    assert caught.value.reason is Reason.EMPTY


@needs_ocr
def test_a_blank_scan_is_told(tmp_path: Path) -> None:
    with pytest.raises(NoText) as caught:
        extract(saved(tmp_path, pdf([], [Image.new("L", (600, 800), 250)])))
    assert caught.value.reason is Reason.ONLY_PICTURES
