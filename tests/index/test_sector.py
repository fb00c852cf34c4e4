"""Whose democracy is asked about."""

import unicodedata

import pytest

from index.document import Corpus
from index.sector import Sector, sector_of, sectors_named

WORDS = {
    "commune": ("xa", "thon"),
    "agency": ("truong hoc", "hieu truong", "benh vien"),
    "enterprise": ("cong ty nha nuoc",),
    "private": ("tu nhan",),
    "employer": ("cong ty", "giam doc"),
}
COMMUNE, AGENCY, ENTERPRISE, PRIVATE = Sector.COMMUNE, Sector.AGENCY, Sector.ENTERPRISE, Sector.PRIVATE


@pytest.mark.parametrize(
    ("headings", "sector"),
    [
        (("Luật", "Chương II. Thực hiện dân chủ ở xã, phường, thị trấn", "Điều 11. A"), Sector.COMMUNE),
        (("Chương III. Thực hiện dân chủ trong cơ quan nhà nước, đơn vị sự nghiệp công lập",), Sector.AGENCY),
        (("Chương IV. Thực hiện dân chủ ở tổ chức có sử dụng lao động",), Sector.ENTERPRISE),
        (
            ("Chương IV. Thực hiện dân chủ ở tổ chức có sử dụng lao động", "Mục 2. Khu vực ngoài Nhà nước"),
            Sector.PRIVATE,
        ),
        (("Chương V. Đối thoại và dân chủ tại nơi làm việc",), Sector.PRIVATE),
        (("Chương I. Những quy định chung",), Sector.ANY),
        ((), Sector.ANY),
    ],
)
def test_sector_of_a_passage_is_in_its_headings(headings: tuple[str, ...], sector: Sector) -> None:
    assert sector_of(headings) is sector
    assert sector_of([unicodedata.normalize("NFD", heading) for heading in headings]) is sector


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("họp khi nào", set()),
        ("xã họp khi nào", {COMMUNE}),
        ("hiệu trưởng phải công khai gì", {AGENCY}),
        ("hieu truong phai cong khai gi", {AGENCY}),
        ("giám đốc công ty", {ENTERPRISE, PRIVATE}),  # whose it is was not said
        ("giám đốc công ty nhà nước", {ENTERPRISE}),
        ("công ty tư nhân", {PRIVATE}),
        ("giám đốc bệnh viện", {AGENCY}),  # a director is no sign of a company
        ("hiệu trưởng ở xã tôi", {AGENCY, COMMUNE}),
        ("xãng dầu", set()),
    ],
)
def test_sectors_named(text: str, named: set[Sector]) -> None:
    assert sectors_named(text, WORDS) == named


def test_chapters_of_the_shipped_law_have_their_sectors(shipped_corpus: Corpus) -> None:
    found = {
        passage.citation.article: sector_of(passage.headings)
        for passage in shipped_corpus.passages
        if passage.citation.document == "luat-10-2022-qh15"
    }
    for article, sector in {
        "1": Sector.ANY,
        "11": Sector.COMMUNE,
        "46": Sector.AGENCY,
        "64": Sector.ENTERPRISE,
        "82": Sector.PRIVATE,
    }.items():
        assert found[article] is sector, article
    assert set(found.values()) == set(Sector)
