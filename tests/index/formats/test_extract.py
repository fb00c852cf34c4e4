"""A file is told by how it begins where its name lies, and refused with a reason that names what to do."""

from pathlib import Path

import pytest

from index.errors import BadSource, Foreign, NoText, Reason, TooLarge, UnknownFormat
from index.formats import SUFFIXES, extract
from tests.index.formats.papers import column, pdf
from tests.index.formats.portals import EXPECTED, vbpl
from tests.index.formats.rendering import TEXT

ENGLISH = "The village may hold a meeting so that each household can say what it will give to the road. " * 5
FRENCH = "Le village peut tenir une réunion pour que chaque famille dise ce qu'elle veut donner. " * 5
CHINESE = "每个村子选两个人看井，每天早上把水位写在本子上。" * 10


def saved(tmp_path: Path, data: bytes | str, name: str = "ke-hoach.txt") -> Path:
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def test_plain_text_keeps_its_paragraphs(tmp_path: Path) -> None:
    assert extract(saved(tmp_path, "\r\n\r\n".join(TEXT))).text == "\n".join(TEXT) + "\n"


def test_lines_a_page_broke_are_joined(tmp_path: Path) -> None:
    broken = (
        "1. Mỗi xóm chọn hai người trông giếng; người được chọn ghi mực nước vào sổ\nmỗi sáng thứ Hai.\n2. Ghi sổ.\n"
    )
    expected = (
        "1. Mỗi xóm chọn hai người trông giếng; người được chọn ghi mực nước vào sổ mỗi sáng thứ Hai.\n2. Ghi sổ.\n"
    )
    assert extract(saved(tmp_path, broken)).text == expected


def test_a_long_title_does_not_swallow_the_text_below(tmp_path: Path) -> None:
    title = "Điều 5. " + "Trách nhiệm của người trông giếng và của trưởng xóm " * 3
    text = f"{title.strip()}\nNgười trông giếng ghi sổ.\n" + "Mỗi xóm chọn hai người trông giếng. " * 5
    assert extract(saved(tmp_path, text)).text.startswith(f"{title.strip()}\nNgười trông giếng ghi sổ.\n")


def test_marks_of_markdown_go(tmp_path: Path) -> None:
    assert extract(saved(tmp_path, "## **KẾ HOẠCH**\n\nSửa đường\n", "a.md")).text == "KẾ HOẠCH\nSửa đường\n"


@pytest.mark.parametrize("name", ["ke-hoach.docx", "ke-hoach.txt", "ke-hoach", "ke-hoach.PDF"])
def test_a_pdf_is_one_whatever_its_name(tmp_path: Path, name: str) -> None:
    data = pdf([column(["Mỗi xóm chọn hai người trông giếng."])])
    assert extract(saved(tmp_path, data, name)).text.strip() == "Mỗi xóm chọn hai người trông giếng."


@pytest.mark.parametrize("name", ["ke-hoach.doc", "ke-hoach.pdf", "ke-hoach.txt"])
def test_a_page_is_one_whatever_its_name(tmp_path: Path, name: str) -> None:
    assert extract(saved(tmp_path, vbpl(), name)).text.strip().split("\n") == list(EXPECTED)


def test_a_text_named_as_word_file_is_read(tmp_path: Path) -> None:
    assert extract(saved(tmp_path, "Mỗi xóm chọn hai người.", "ke-hoach.doc")).text == "Mỗi xóm chọn hai người.\n"


@pytest.mark.parametrize("text", [ENGLISH, FRENCH, CHINESE])
def test_another_language_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(Foreign) as caught:
        extract(saved(tmp_path, text))
    assert caught.value.reason is Reason.FOREIGN_LANGUAGE
    assert int(caught.value.values["percent"]) < 40


def test_vietnamese_without_marks_is_taken(tmp_path: Path) -> None:
    text = "Moi xom chon hai nguoi trong gieng; nguoi duoc chon ghi muc nuoc vao so moi sang thu Hai.\n"
    assert extract(saved(tmp_path, text)).text == text


@pytest.mark.parametrize(("data", "name"), [(b"", "a.txt"), (b" \n\t", "a.txt"), (b"", "a.pdf"), (b"--- ...", "a.md")])
def test_an_empty_file_is_told(tmp_path: Path, data: bytes, name: str) -> None:
    with pytest.raises(NoText) as caught:
        extract(saved(tmp_path, data, name))
    assert caught.value.reason is Reason.EMPTY


@pytest.mark.parametrize(
    ("data", "name"), [(b"\x00\x01\x02" * 50, "a.bin"), (b"MZ\x90\0\3", "a.txt"), (b"id,name", "a.csv")]
)
def test_an_unknown_format_is_told(tmp_path: Path, data: bytes, name: str) -> None:
    with pytest.raises(UnknownFormat) as caught:
        extract(saved(tmp_path, data, name))
    assert caught.value.values == {"name": name, "suffix": Path(name).suffix}


@pytest.mark.parametrize("name", ["a.txt", "a.pdf", "a.docx"])
def test_a_huge_file_is_refused_unread(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with path.open("wb") as file:
        file.truncate(500_000_000)
    with pytest.raises(TooLarge) as caught:
        extract(path)
    assert caught.value.values == {"name": name, "megabytes": 500, "limit": 200}


def test_what_cannot_be_opened_is_told(tmp_path: Path) -> None:
    for path in (tmp_path / "gone.txt", tmp_path):
        with pytest.raises(BadSource) as caught:
            extract(path)
        assert caught.value.reason in {Reason.UNREADABLE, Reason.UNKNOWN_FORMAT}
        assert path.name in str(caught.value)


def test_every_suffix_has_its_format() -> None:
    assert {".txt", ".md", ".docx", ".doc", ".pdf", ".jpg", ".jpeg", ".png", ".tif", ".html", ".htm"} <= SUFFIXES
