"""Saved pages of portals: the articles and their letterhead, nothing of the site around them."""

from email.message import EmailMessage
from pathlib import Path

import pytest

from index.errors import NoText, Reason
from index.formats import extract
from index.recognise import recognise
from tests.index.formats.portals import EXPECTED, LOGIN, MENU, PAGES, RELATED, body, library, vbpl


def saved(tmp_path: Path, text: str | bytes, name: str = "trang.html") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


@pytest.mark.parametrize("portal", PAGES)
def test_only_the_document_is_kept(tmp_path: Path, portal: str) -> None:
    found = extract(saved(tmp_path, PAGES[portal]()))
    assert found.text.strip().split("\n") == list(EXPECTED)


def test_the_document_of_a_page_is_recognised(tmp_path: Path) -> None:
    found = extract(saved(tmp_path, library()))
    seen = recognise(found.text, "trang.html")
    assert found.title == "Nghị quyết 27/2025/NQ-HĐND trông giếng"
    assert (seen.number, seen.kind, seen.articles) == ("27/2025/NQ-HĐND", "nghi-quyet", ("1", "2", "3", "4"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_the_encoding_of_a_page_is_found(tmp_path: Path, encoding: str) -> None:
    page = vbpl().replace('<meta charset="utf-8">', "")
    assert extract(saved(tmp_path, page.encode(encoding))).text.strip().split("\n") == list(EXPECTED)


def test_a_wrong_meta_is_not_believed(tmp_path: Path) -> None:
    page = vbpl().replace('charset="utf-8"', 'charset="ascii"')
    assert extract(saved(tmp_path, page)).text.strip().split("\n") == list(EXPECTED)


def test_a_web_archive_is_read(tmp_path: Path) -> None:
    message = EmailMessage()
    message.add_header("Snapshot-Content-Location", "https://example.org/van-ban")
    message.set_content("xem bản HTML")
    message.add_alternative(library(), subtype="html")
    path = saved(tmp_path, message.as_bytes(), "trang.mhtml")
    assert extract(path).text.strip().split("\n") == list(EXPECTED)


def test_a_plan_without_articles_is_kept_whole(tmp_path: Path) -> None:
    plan = ["KẾ HOẠCH", "Sửa đường vào xóm", "I. MỤC ĐÍCH", "Đường khô ráo quanh năm cho người già và trẻ nhỏ đi lại.",
            "II. VIỆC LÀM", "1. Mỗi hộ góp hai ngày công, hộ nào góp đá thì ghi số xe vào sổ của xóm.",
            "2. Trưởng xóm mời các hộ họp ít nhất ba ngày trước khi khởi công và nói rõ số tiền đã có."]  # fmt: skip
    text = "".join(f"<p>{line}</p>" for line in plan)
    page = f"<body><nav>{MENU}</nav><div class='left-side'><div>{text}</div></div><aside>{RELATED}</aside></body>"
    assert extract(saved(tmp_path, page)).text.strip().split("\n") == plan


@pytest.mark.parametrize("page", [LOGIN, f"<html><body>{MENU}<h1>Chào mừng</h1>{LOGIN}{RELATED}</body></html>"])
def test_a_login_form_is_told(tmp_path: Path, page: str) -> None:
    with pytest.raises(NoText) as caught:
        extract(saved(tmp_path, page))
    assert caught.value.reason is Reason.LOGIN_FORM


@pytest.mark.parametrize("page", ["<html></html>", "<html><body><script>var a = 1;</script>", f"<p>{MENU}"])
def test_a_page_without_text_is_told(tmp_path: Path, page: str) -> None:
    with pytest.raises(NoText) as caught:
        extract(saved(tmp_path, page))
    assert caught.value.reason is Reason.EMPTY


def test_a_page_nested_without_end_is_read(tmp_path: Path) -> None:
    page = "<div>" * 3000 + body(letterhead=False) + "</div>" * 3000
    assert extract(saved(tmp_path, page)).text.startswith("Điều 1. Người trông giếng")
