"""A keeper's file is recognised, completed by what the keeper says, and shown before it is held."""

from datetime import date
from pathlib import Path

import pytest

from bot.errors import Refused
from bot.intake import Given, Intake, described, place_id, refusal
from bot.messages import say
from index.document import Document, Kind, TextKind, Visibility
from index.errors import BadSource, Reason

TODAY = date(2026, 11, 20)
VALUES = {"suffix": ".xyz", "megabytes": 500, "limit": 200, "page": 3, "why": "denied", "format": "PDF", "percent": 4}
DECREE = """CHÍNH PHỦ
Số: 7/2031/NĐ-CP
Hà Nội, ngày 02 tháng 3 năm 2031
NGHỊ ĐỊNH
Về việc giữ gìn cầu khỉ
Điều 1. Cầu khỉ
Cầu khỉ là cầu làm bằng một thân tre bắc qua mương.
Điều 2. Ai giữ cầu
Trưởng ấp cử người giữ cầu, mỗi tuần kiểm tra một lần.
Điều 4. Hiệu lực
Nghị định này có hiệu lực từ ngày 01 tháng 4 năm 2031.
"""
PLAN = """ỦY BAN NHÂN DÂN
XÃ CẦU KHỈ
Số: 12/KH-UBND
Cầu Khỉ, ngày 05 tháng 01 năm 2031
KẾ HOẠCH
Thực hiện dân chủ ở cơ sở năm 2031 trên địa bàn xã Cầu Khỉ
I. MỤC ĐÍCH
Làm cho mọi người trong xã biết việc, bàn việc và cùng giữ cây cầu.
II. NỘI DUNG
1. Trưởng ấp báo cáo Ủy ban nhân dân xã trước ngày 10 tháng 6 năm 2031.
Nơi nhận:
- Các ấp;
"""


@pytest.fixture
def intake() -> Intake:
    held = Document(
        "nghi-dinh-7-2031-nd-cp", Kind.DECREE, "Nghị định 7", "Nghị định 7", TextKind.DIGEST, "7/2031/NĐ-CP"
    )
    return Intake({held.id: held}, TODAY)


def written(folder: Path, text: str, name: str = "van-ban.txt") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_decree_is_public_law_with_its_number_dates_and_missing_articles(intake: Intake, tmp_path: Path) -> None:
    found = intake.read(written(tmp_path, DECREE), Given(visibility=Visibility.STAFF))
    document = found.entry.document
    assert (document.id, document.kind, document.number) == ("nghi-dinh-7-2031-nd-cp", Kind.DECREE, "7/2031/NĐ-CP")
    assert (document.issued, document.effective) == (date(2031, 3, 2), date(2031, 4, 1))
    assert document.visibility is Visibility.PUBLIC
    assert [caution.text for caution in document.cautions] == [say("corpus.missing", articles="3")]
    told = "\n".join(described(found))
    assert say("corpus.articles", found=3, expected=4) in told
    assert say("corpus.beside_digest") in told


def test_a_plan_is_for_staff_unless_the_keeper_says_otherwise(intake: Intake, tmp_path: Path) -> None:
    path = written(tmp_path, PLAN)
    document = intake.read(path, Given()).entry.document
    assert (document.kind, document.number, document.place) == (Kind.PLAN, "12/KH-UBND", "cau-khi")
    assert (document.year, document.expires) == (2031, date(2031, 12, 31))
    assert document.id == "ke-hoach-12-kh-ubnd-cau-khi-2031"
    assert document.short == "Kế hoạch năm 2031 của xã Cầu Khỉ"
    assert document.visibility is Visibility.STAFF
    assert intake.read(path, Given(visibility=Visibility.PUBLIC)).entry.document.visibility is Visibility.PUBLIC


def test_what_the_keeper_says_stands_over_what_is_read(intake: Intake, tmp_path: Path) -> None:
    given = Given(number="15/KH-UBND", place="phường Cầu Khỉ", year=2032)
    document = intake.read(written(tmp_path, PLAN), given).entry.document
    assert (document.number, document.place, document.year) == ("15/KH-UBND", "cau-khi", 2032)


@pytest.mark.parametrize(("number", "same"), [("7/2031", True), ("7/2031/NĐ", True), ("7", False), ("7/2030", False)])
def test_a_number_cut_short_is_still_the_document_that_is_held(
    number: str, same: bool, intake: Intake, tmp_path: Path
) -> None:
    document = intake.read(written(tmp_path, DECREE), Given(number=number)).entry.document
    assert (document.id == "nghi-dinh-7-2031-nd-cp") == same
    assert (document.number == "7/2031/NĐ-CP") == same


def test_a_text_nobody_can_name_asks_for_its_number_and_kind(intake: Intake, tmp_path: Path) -> None:
    path = written(
        tmp_path, "Hôm nay trời đẹp, bà con ra đồng gặt lúa, chiều về cùng nhau sửa lại con đường làng.\n" * 5
    )
    with pytest.raises(Refused, match="--number, --kind"):
        intake.read(path, Given())


def test_a_secret_text_is_refused(intake: Intake, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="MẬT"):
        intake.read(written(tmp_path, "MẬT\n" + PLAN), Given(visibility=Visibility.PUBLIC))


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_is_told_in_the_keepers_words(reason: Reason) -> None:
    told = refusal(BadSource(reason, "to-trinh.pdf", **VALUES, package="tesseract-ocr", tool="antiword"))
    assert "to-trinh.pdf" in told
    assert "$" not in told


@pytest.mark.parametrize(
    ("name", "made"),
    [("phường An Nhơn", "an-nhon"), ("Thị trấn Cầu Khỉ", "cau-khi"), ("xã Xã Mới", "xa-moi"), ("Cầu Khỉ", "cau-khi")],
)
def test_a_place_has_one_id_with_or_without_its_sort(name: str, made: str) -> None:
    assert place_id(name) == made
