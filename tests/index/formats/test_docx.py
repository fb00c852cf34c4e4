"""Word files: paragraphs, tables, lists, text boxes and footnotes in their order; broken and hostile ones refused."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml

from index.errors import BadSource, Damaged, Locked, MissingTool, NoText, Reason, TooLarge, UnknownFormat
from index.formats import extract
from tests.index.formats.rendering import TEXT, error_rate, needs_ocr, page, scanned

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
LONG = "Mỗi xóm chọn hai người trông giếng; người được chọn ghi mực nước vào sổ mỗi sáng thứ Hai và báo cho trưởng xóm."


def saved(tmp_path: Path, fill: Callable[[Document], object]) -> Path:
    document = docx.Document()
    fill(document)
    path = tmp_path / "ke-hoach.docx"
    document.save(str(path))
    return path


def lines(path: Path) -> list[str]:
    return extract(path).text.strip().split("\n")


def xml(document: Document, text: str) -> None:
    document.element.body.insert(0, parse_xml(f"<w:p {W}>{text}</w:p>"))


def test_paragraphs_and_tables_come_in_their_order(tmp_path: Path) -> None:
    def fill(document: Document) -> None:
        head = document.add_table(1, 2)
        head.cell(0, 0).text, head.cell(0, 1).text = (
            "UBND XÃ SUỐI MƠ\nSố: 27/KH-UBND",
            "Suối Mơ, ngày 12 tháng 5 năm 2025",
        )
        document.add_paragraph("KẾ HOẠCH")
        document.add_paragraph(LONG)
        table = document.add_table(2, 3)
        for place, text in enumerate(("Xóm", "Số hộ", "Tiền", "Đông", "42", "30")):
            table.cell(place // 3, place % 3).text = text
        document.add_paragraph("Nơi nhận: các xóm.")

    assert lines(saved(tmp_path, fill)) == [
        "UBND XÃ SUỐI MƠ", "Số: 27/KH-UBND", "Suối Mơ, ngày 12 tháng 5 năm 2025", "KẾ HOẠCH", LONG,
        "Xóm | Số hộ | Tiền", "Đông | 42 | 30", "Nơi nhận: các xóm.",
    ]  # fmt: skip


def test_numbers_that_word_draws_are_written(tmp_path: Path) -> None:
    def fill(document: Document) -> None:
        numbering = document.part.numbering_part.element
        levels = (("decimal", "Điều %1."), ("decimal", "%2."), ("lowerLetter", "%3)"), ("upperRoman", "%1.%4"))
        shapes = "".join(
            f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{shape}"/><w:lvlText w:val="{text}"/></w:lvl>'
            for at, (shape, text) in enumerate(levels)
        )
        numbering.insert(0, parse_xml(f'<w:abstractNum {W} w:abstractNumId="90">{shapes}</w:abstractNum>'))
        for number, over in ((91, ""), (92, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride>')):
            numbering.append(parse_xml(f'<w:num {W} w:numId="{number}"><w:abstractNumId w:val="90"/>{over}</w:num>'))
        for level, number in ((0, 91), (1, 91), (2, 91), (2, 91), (1, 91), (2, 91), (0, 91), (1, 91), (3, 91), (0, 92)):
            mark = parse_xml(f'<w:numPr {W}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')
            document.add_paragraph("Trông giếng.")._p.get_or_add_pPr().append(mark)
        document.add_paragraph("Ghi sổ.", style="List Bullet")

    marks = ["Điều 1.", "1.", "a)", "b)", "2.", "a)", "Điều 2.", "1.", "2.I", "Điều 7."]
    assert lines(saved(tmp_path, fill)) == [*(f"{mark} Trông giếng." for mark in marks), "- Ghi sổ."]


def test_tracked_changes_boxes_and_breaks_are_followed(tmp_path: Path) -> None:
    box = "<w:pict><w:txbxContent><w:p><w:r><w:t>MẬT</w:t></w:r></w:p></w:txbxContent></w:pict>"
    text = (
        f"<w:r>{box}</w:r><w:r><w:t>Giếng </w:t></w:r><w:del><w:r><w:delText>cũ</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>mới</w:t></w:r></w:ins><w:r><w:br/><w:t>Đường</w:t><w:tab/><w:t>đá</w:t></w:r>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r>"
    )
    assert lines(saved(tmp_path, lambda document: xml(document, text))) == ["MẬT", "Giếng mới", "Đường đá"]


def test_a_stamp_in_the_header_is_kept(tmp_path: Path) -> None:
    def fill(document: Document) -> None:
        document.sections[0].header.paragraphs[0].text = "TUYỆT MẬT"
        document.sections[0].footer.paragraphs[0].text = "Trang 1"
        document.add_paragraph(LONG)

    assert lines(saved(tmp_path, fill)) == ["TUYỆT MẬT", LONG]


def test_legacy_fonts_are_read_as_they_draw(tmp_path: Path) -> None:
    def fill(document: Document) -> None:
        for text, font in (("kÕ ho¹ch", ".VnTimeH"), ("Söa ®­êng vµo xãm", ".VnTime"), ("Söûa ñöôøng", "VNI-Times")):
            document.add_paragraph().add_run(text).font.name = font

    assert lines(saved(tmp_path, fill)) == ["KẾ HOẠCH", "Sửa đường vào xóm", "Sửa đường"]


def test_unicode_under_the_name_of_a_legacy_font_is_left_alone(tmp_path: Path) -> None:
    def fill(document: Document) -> None:
        document.styles["Normal"].font.name = ".VnTime"  # type: ignore[attr-defined]
        for text in ("Họp xóm", "Góp công", "Lát đá", "Sửa đường"):
            document.add_paragraph(text)

    assert lines(saved(tmp_path, fill)) == ["Họp xóm", "Góp công", "Lát đá", "Sửa đường"]


def pictured(document: Document) -> None:
    data = io.BytesIO()
    scanned(page()).save(data, "PNG")
    document.add_picture(data)


@needs_ocr
def test_a_document_of_pictures_is_read(tmp_path: Path) -> None:
    found = extract(saved(tmp_path, pictured))
    assert found.ocr
    assert error_rate(found.text, "\n".join(TEXT)) < 0.02


def test_a_document_of_pictures_without_the_program_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingTool) as caught:
        extract(saved(tmp_path, pictured))
    assert (caught.value.reason, caught.value.values["package"]) == (Reason.MISSING_OCR, "tesseract-ocr")


def packed(tmp_path: Path, parts: dict[str, bytes]) -> Path:
    path = tmp_path / "ke-hoach.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return path


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = packed(tmp_path, {"[Content_Types].xml": b"<a/>", "word/document.xml": b" " * 61_000_000})
    with pytest.raises(TooLarge) as caught:
        extract(path)
    assert caught.value.reason is Reason.UNPACKED_TOO_LARGE
    assert caught.value.values == {"name": "ke-hoach.docx", "megabytes": 61, "limit": 60}


@pytest.mark.parametrize(
    "parts",
    [
        {"a.txt": b"x"},
        {"[Content_Types].xml": b"<a"},
        {"[Content_Types].xml": b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'},
    ],
)
def test_a_broken_file_is_told(tmp_path: Path, parts: dict[str, bytes]) -> None:
    with pytest.raises(Damaged) as caught:
        extract(packed(tmp_path, parts))
    assert caught.value.reason is Reason.DAMAGED


def test_another_packed_file_is_unknown(tmp_path: Path) -> None:
    path = packed(tmp_path, {"xl/workbook.xml": b"<a/>"}).rename(tmp_path / "bang.xlsx")
    with pytest.raises(UnknownFormat):
        extract(path)


def test_a_file_cut_short_is_told(tmp_path: Path) -> None:
    path = saved(tmp_path, lambda document: document.add_paragraph(LONG))
    path.write_bytes(path.read_bytes()[:4000])
    with pytest.raises(BadSource) as caught:
        extract(path)
    assert caught.value.reason is Reason.DAMAGED


def test_a_file_with_a_password_is_told(tmp_path: Path) -> None:
    path = tmp_path / "ke-hoach.docx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"))
    with pytest.raises(Locked):
        extract(path)


def test_an_empty_document_is_told(tmp_path: Path) -> None:
    with pytest.raises(NoText) as caught:
        extract(saved(tmp_path, lambda document: document.add_paragraph(" ")))
    assert caught.value.reason is Reason.EMPTY
