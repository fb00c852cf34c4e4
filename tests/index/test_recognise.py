"""What a text is, told from its letterhead, its articles and the name of its file."""

from datetime import date
from pathlib import Path

import pytest

from index.document import Kind
from index.recognise import Recognised, recognise
from index.text import fold

ROOT = Path(__file__).parents[2]
PLANS = ROOT / "corpus" / "plans"
LAWS = ROOT.parent / "shared" / "laws"
BODY = "\nI. MỤC ĐÍCH\n1. Mỗi xóm chọn hai người trông giếng và ghi mực nước vào sổ.\nII. VIỆC LÀM\n1. Lát đá.\n"


def head(*lines: str, name: str = "van-ban.txt") -> Recognised:
    return recognise("\n".join(lines) + BODY, name)


@pytest.mark.parametrize(
    ("plan", "number", "place", "issued", "as_printed", "issuer"),
    [
        ("nhon-hau-2024", "48/KH-UBND", "nhon hau", date(2024, 3, 29), "", "UBND xã Nhơn Hậu"),
        ("hong-linh-2023", "", "hong linh", None, "ngày tháng 02 năm 2023", "Ủy ban nhân dân thị xã Hồng Lĩnh"),
        ("hon-quan-2024", "", "hon quan", None, "ngày tháng năm 2024", "UBND huyện Hón Quản"),
        ("minh-tam-2024", "", "minh tam", None, "", "Ủy ban nhân dân xã Minh Tâm"),
        ("thuy-hung-2024", "150-KH/ĐU", "thuy hung", date(2024, 2, 26), "", "Đảng ủy xã Thụy Hùng"),
    ],
)
def test_the_five_plans(plan: str, number: str, place: str, issued: date | None, as_printed: str, issuer: str) -> None:
    found = recognise((PLANS / f"{plan}.txt").read_text(encoding="utf-8"), f"{plan}.txt")
    assert (found.kind, found.number, fold(found.place)) == (Kind.PLAN, number, place)
    assert (found.year, found.issued, found.issued_as_printed) == (int(plan[-4:]), issued, as_printed)
    assert (found.issuer, found.articles, found.secret, found.people_list) == (issuer, (), False, False)
    assert found.title.startswith("Kế hoạch ")
    assert found.language_ok


ARTICLES = {
    "02-2011-QH13": 70, "06-2014-TT-TTCP": 34, "10-2022-QH15": 91, "104-2016-QH13": 37, "11-2017-QH14": 48,
    "124-2020-ND-CP.OCR": 44, "13-2018-ND-CP": 15, "136-2025-QH15": 4, "14-2012-QH13": 41, "145-2020-ND-CP": 115,
    "154-2026-ND-CP": 45, "155-2026-ND-CP": 23, "156-2026-ND-CP": 11, "185-2026-ND-CP.PARTIAL": 9, "20-2008-ND-CP": 26,
    "20-2021-ND-CP": 39, "25-2018-QH14": 67, "31-2019-ND-CP": 25, "35-2013-QH13": 33, "36-2018-QH14": 96,
    "403-2017-NQLT": 25, "42-2013-QH13": 36, "45-2019-QH14": 220, "57-2020-QH14": 41, "59-2019-ND-CP": 89,
    "59-2023-ND-CP": 31, "61-2023-ND-CP": 25, "64-2014-ND-CP": 24, "75-2015-QH13": 41, "80-2025-QH15": 45,
    "85-2015-QH13": 98, "96-2015-QH13": 52,
}  # fmt: skip
KINDS = {"QH": Kind.LAW, "ND": Kind.DECREE, "TT": Kind.CIRCULAR, "NQ": Kind.JOINT_RESOLUTION}


@pytest.mark.skipif(not LAWS.is_dir(), reason="the law texts are not here")
@pytest.mark.parametrize("name", ARTICLES)
def test_the_laws_by_the_names_of_their_files(name: str) -> None:
    found = recognise((LAWS / f"{name}.txt").read_text(encoding="utf-8"), f"{name}.txt")
    number, year, symbol = name.partition(".")[0].split("-", 2)
    assert found.number == f"{number}/{year}/{symbol.replace('ND', 'NĐ')}"
    assert found.kind is KINDS[symbol[:2]]
    assert found.year == int(year)
    assert found.missing == (("33",) if number == "06" else ())
    assert (found.expected, len(found.articles)) == (ARTICLES[name], ARTICLES[name] - len(found.missing))
    assert not (found.place or found.secret or found.people_list)


@pytest.mark.parametrize(
    ("line", "number", "kind"),
    [
        ("Số: 48 /KH-UBND", "48/KH-UBND", Kind.PLAN),
        ("Số:48/KH - UBND", "48/KH-UBND", Kind.PLAN),
        ("Số 150-KH/ĐU", "150-KH/ĐU", Kind.PLAN),
        ("Sô: 1O5/KH-UBND", "105/KH-UBND", Kind.PLAN),
        ("SỐ: 27/2025/NQ-HĐND", "27/2025/NQ-HĐND", Kind.RESOLUTION),
        ("Luật số: 10/2022/QH15", "10/2022/QH15", Kind.LAW),
        ("Số: 59/2023/NĐ-CP", "59/2023/NĐ-CP", Kind.DECREE),
        ("Số: 11-QĐi/TW", "11-QĐi/TW", Kind.REGULATION),
        ("Số: 33/CT-TTg", "33/CT-TTg", Kind.DIRECTIVE),
        ("Số: 114-KL/TW", "114-KL/TW", Kind.CONCLUSION),
        ("Số: 21-CTr/ĐU", "21-CTr/ĐU", Kind.PROGRAMME),
        ("Số: 205/TTr-NV", "205/TTr-NV", Kind.SUBMISSION),
        ("Số: 02-HD/BTCTW", "02-HD/BTCTW", Kind.GUIDANCE),
        ("Số: 1055/UBND-TH", "1055/UBND-TH", Kind.LETTER),
        ("Số: 403/2017/NQLT-UBTVQH14-CP-ĐCTUBTWMTTQVN", "403/2017/NQLT-UBTVQH14-CP-ĐCTUBTWMTTQVN",
         Kind.JOINT_RESOLUTION),
        ("UBND XÃ SUỐI MƠ Số: 27/KH-UBND", "27/KH-UBND", Kind.PLAN),
        ("UBND XÃ SUỐI MƠ | Số: 27/KH-UBND", "27/KH-UBND", Kind.PLAN),
        ("Số:      /KH-UBND", "", Kind.PLAN),
        ("Số: …./QĐ-UBND", "", Kind.DECISION),
        ("Thực hiện Kế hoạch số 26-KH/BCĐ của Ban Chỉ đạo", "", Kind.OTHER),
    ],
)  # fmt: skip
def test_the_line_of_the_number(line: str, number: str, kind: Kind) -> None:
    found = head(line)
    assert (found.number, found.kind) == (number, kind)


@pytest.mark.parametrize(
    ("name", "number", "kind"),
    [
        ("10-2022-QH15.txt", "10/2022/QH15", Kind.LAW),
        ("48-KH-UBND.docx", "48/KH-UBND", Kind.PLAN),
        ("124-2020-ND-CP.OCR.txt", "124/2020/NĐ-CP", Kind.DECREE),
        ("Nghị định 59-2023-NĐ-CP.pdf", "59/2023/NĐ-CP", Kind.DECREE),
        ("nd_59_2023_nd_cp (bản scan).pdf", "59/2023/NĐ-CP", Kind.DECREE),
        ("150-KH-DU.doc", "150-KH/ĐU", Kind.PLAN),
        ("11-QDi-TW.pdf", "11-QĐi/TW", Kind.REGULATION),
        ("33-CT-TTg.pdf", "33/CT-TTg", Kind.DIRECTIVE),
        ("27-2025-NQ-HDND.html", "27/2025/NQ-HĐND", Kind.RESOLUTION),
        ("403-2017-NQLT.txt", "403/2017/NQLT", Kind.JOINT_RESOLUTION),
        ("ke-hoach-2024.txt", "", Kind.OTHER),
    ],
)
def test_the_name_of_the_file_tells_what_the_text_does_not(name: str, number: str, kind: Kind) -> None:
    found = recognise("Mỗi xóm chọn hai người trông giếng.\n", name)
    assert (found.number, found.kind) == (number, kind)


def test_the_text_goes_before_the_name_and_a_difference_is_told() -> None:
    found = head("Số: 27/KH-UBND", "KẾ HOẠCH", "Trông giếng", name="48-KH-UBND.docx")
    assert found.number == "27/KH-UBND"
    assert "name-says:48/KH-UBND" in found.warnings
    assert head("Số:  /KH-UBND", name="48-KH-UBND.docx").number == "48/KH-UBND"


def test_a_whole_letterhead() -> None:
    found = head(
        "ỦY BAN NHÂN DÂN", "XÃ SUỐI MƠ", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc",
        "Số: 27/QĐ-UBND", "Suối Mơ, ngày 2 tháng 5 năm 2025", "QUYẾT ĐỊNH", "VỀ VIỆC TRÔNG GIẾNG CHUNG",
        "CỦA CÁC XÓM", "Căn cứ sổ của các xóm;",
    )  # fmt: skip
    assert (found.number, found.kind, found.issuer) == ("27/QĐ-UBND", Kind.DECISION, "Ủy ban nhân dân xã Suối Mơ")
    assert found.title == "Quyết định về việc trông giếng chung của các xóm"
    assert (found.place, found.issued, found.year) == ("Suối Mơ", date(2025, 5, 2), 2025)
    assert found.warnings == ()


def test_a_law() -> None:
    text = (
        "QUỐC HỘI\nLuật số: 10/2099/QH15\nHà Nội, ngày 10 tháng 11 năm 2099\nLUẬT\nTRÔNG GIẾNG\nQuốc hội ban hành Luật"
        " Trông giếng.\nĐiều 1. Giếng\nGiếng là của chung.\nĐiều 2. Hiệu lực thi hành\nLuật này có hiệu lực thi hành từ"
        " ngày 01 tháng 7 năm 2100.\n"
    )
    found = recognise(text, "luat.txt")
    assert (found.title, found.issuer, found.place) == ("Luật Trông giếng", "Quốc hội", "")
    assert (found.issued, found.effective) == (date(2099, 11, 10), date(2100, 7, 1))
    assert (found.articles, found.expected, found.missing) == (("1", "2"), 2, ())


@pytest.mark.parametrize(
    ("line", "place", "issued", "as_printed"),
    [
        ("Suối Mơ, ngày 29 tháng 3 năm 2024", "Suối Mơ", date(2024, 3, 29), ""),
        ("Suối Mơ , ngày  9  tháng 03 năm 2024", "Suối Mơ", date(2024, 3, 9), ""),
        ("Suối Mơ, ngày … tháng 02 năm 2023", "Suối Mơ", None, "ngày … tháng 02 năm 2023"),
        ("Suối Mơ, ngày tháng năm 2024", "Suối Mơ", None, "ngày tháng năm 2024"),
        ("Suối Mơ, ngày 31 tháng 2 năm 2024", "Suối Mơ", None, "ngày 31 tháng 2 năm 2024"),
        ("Suối Mơ. ngày O5 tháng 1 nám 2024", "Suối Mơ", None, ""),
        ("Suối Mơ, ngay 05 thảng 1 năm 2024", "Suối Mơ", date(2024, 1, 5), ""),
    ],
)
def test_the_line_of_place_and_date(line: str, place: str, issued: date | None, as_printed: str) -> None:
    found = head("Số: 27/KH-UBND", line, "KẾ HOẠCH", "Trông giếng")
    if issued or as_printed:
        assert (found.place, found.issued, found.issued_as_printed) == (place, issued, as_printed)
        assert found.year in {2023, 2024}


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("Nghị định này có hiệu lực thi hành kể từ ngày 15 tháng 8 năm 2023.", date(2023, 8, 15)),
        ("Nghị quyết này có hiệu lực từ ngày 01/7/2025.", date(2025, 7, 1)),
        ("Quyết định này có hiệu lực kể từ ngày ký.", date(2023, 8, 14)),
        ("Trước ngày Nghị định này có hiệu lực thi hành thì làm như cũ.", None),
        ("Nghị định số 1/2020/NĐ-CP hết hiệu lực từ ngày 01/7/2025.", None),
    ],
)
def test_the_day_since_when_it_is_in_force(sentence: str, day: date | None) -> None:
    text = (
        f"Số: 59/2023/NĐ-CP\nHà Nội, ngày 14 tháng 8 năm 2023\nNGHỊ ĐỊNH\nTrông giếng\nĐiều 1. Giếng\n1. {sentence}\n"
    )
    assert recognise(text, "a.txt").effective == day


AMENDING = """Điều 1. Sửa đổi Luật Giếng
1. Bổ sung Điều 3a vào sau Điều 3 như sau:
“Điều 3a. Nắp giếng
1. Nắp gọi là “nắp chung”.
2. Nắp bằng gỗ.”.
2. Sửa đổi Điều 5 như sau:
"Điều 5. Gàu
Gàu treo cao."
Điều 2. Sửa đổi Luật Ao
“Điều 10. Bờ ao
Bờ có rào.
Điều 11a. Cầu ao
Cầu lát đá.”
Điều 3. Hiệu lực
Luật này có hiệu lực từ ngày 01/01/2100.
"""


def test_articles_that_are_quoted_are_not_counted() -> None:
    assert recognise(AMENDING, "a.txt").articles == ("1", "2", "3")


def test_a_quotation_that_is_never_closed_hides_nothing() -> None:
    assert recognise(AMENDING.replace("đá.”", "đá."), "a.txt").articles == ("1", "2", "3")


def test_missing_and_inserted_articles() -> None:
    text = "".join(f"Điều {label}. Giếng\nGiếng là của chung.\n" for label in ("1", "2", "2a", "4", "5"))
    found = recognise(text, "10-2099-QH15.txt")
    assert (found.articles, found.expected, found.missing) == (("1", "2", "2a", "4", "5"), 5, ("3",))
    assert "articles-missing:3" in found.warnings


def test_headings_a_scan_misread_are_counted() -> None:
    text = "Điêu 1. Giếng\nA.\nDiều 2: Ao\nB.\nĐIỀU 3\nCầu\nĐiều 4 của Luật này nói rõ.\n"
    assert recognise(text, "a.txt").articles == ("1", "2", "3")


@pytest.mark.parametrize(
    "stamp",
    ["MẬT", "TỐI MẬT", "TUYỆT MẬT", "M Ậ T", "T Ố I  M Ậ T", "TUYỆTMẬT", "MÂT", "[ MẬT ]", "Độ mật: Tối mật",
     "Số: 05-BC/HU   MẬT", "Số: 05-BC/HU MẬT", "UBND XÃ SUỐI MƠ | TỐI MẬT"],
)  # fmt: skip
def test_a_stamp_of_secrecy_is_seen(stamp: str) -> None:
    assert head("UBND XÃ SUỐI MƠ", stamp, "KẾ HOẠCH", "Trông giếng").secret


@pytest.mark.parametrize(
    "line",
    ["Về bảo vệ bí mật nhà nước", "BẢO VỆ BÍ MẬT NHÀ NƯỚC", "mật", "Bỏ phiếu kín, giữ bí mật.", "Số: 05/QĐ-UBND",
     "MẶT TRẬN TỔ QUỐC", "Danh mục bí mật nhà nước độ Mật"],
)  # fmt: skip
def test_the_word_in_a_sentence_is_no_stamp(line: str) -> None:
    assert not head("UBND XÃ SUỐI MƠ", "KẾ HOẠCH", line).secret


@pytest.mark.parametrize(
    "rows",
    [
        ["1 | Trần Văn Mẫu | 12/03/1961 | Xóm Đông"] * 5,
        ["Lê Thị Ví Dụ, CCCD 012345678901, xóm Tây"] * 6,
        ["STT | Họ và tên | Năm sinh | Xóm", "1 | Trần Văn Mẫu | 1961 | Đông", "2 | Lê Thị Ví Dụ | 1970 | Tây"],
    ],
)
def test_a_list_of_people_is_seen(rows: list[str]) -> None:
    assert recognise("DANH SÁCH HỘ NGHÈO\n" + "\n".join(rows), "ds.txt").people_list


@pytest.mark.parametrize(
    "rows",
    [
        ["- Nghị định số 59/2023/NĐ-CP ngày 14/8/2023 của Chính phủ về Trông Giếng;"] * 9,
        ["Trưởng xóm Trần Văn Mẫu, điện thoại 0900 000 000"] * 3,
        ["Báo cáo Ủy Ban trước ngày 10/5/2024."] * 9,
    ],
)
def test_citations_and_contacts_are_no_list_of_people(rows: list[str]) -> None:
    assert not recognise("KẾ HOẠCH\n" + "\n".join(rows), "kh.txt").people_list


def test_another_language_is_told() -> None:
    found = recognise("Each household chooses two people who watch the well and write down its level.\n" * 4, "a.txt")
    assert not found.language_ok
    assert "not-vietnamese" in found.warnings


def test_nothing_is_recognised_in_nothing() -> None:
    assert recognise("", "a.txt").warnings[:2] == ("no-number", "no-kind")
