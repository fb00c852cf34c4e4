"""Whose democracy is asked about."""

import unicodedata

import pytest

from index.document import Corpus
from index.sector import Sector, sector_of, sectors_asked

WORDS = {"commune": ("xa", "thon"), "agency": ("truong hoc", "hieu truong"), "enterprise": ("cong ty", "giam doc")}


@pytest.mark.parametrize(
    ("headings", "sector"),
    [
        (("Luật", "Chương II. Thực hiện dân chủ ở xã, phường, thị trấn", "Điều 11. A"), Sector.COMMUNE),
        (("Chương III. Thực hiện dân chủ trong cơ quan nhà nước, đơn vị sự nghiệp công lập",), Sector.AGENCY),
        (("Chương IV. Thực hiện dân chủ ở tổ chức có sử dụng lao động",), Sector.ENTERPRISE),
        (("Chương I. Những quy định chung",), Sector.ANY),
        ((), Sector.ANY),
    ],
)
def test_sector_of_a_passage_is_in_its_headings(headings: tuple[str, ...], sector: Sector) -> None:
    assert sector_of(headings) is sector
    assert sector_of([unicodedata.normalize("NFD", heading) for heading in headings]) is sector


@pytest.mark.parametrize(
    ("text", "assumed", "named"),
    [
        ("họp khi nào", Sector.COMMUNE, Sector.ANY),
        ("xã họp khi nào", Sector.COMMUNE, Sector.COMMUNE),
        ("hiệu trưởng phải công khai gì", Sector.AGENCY, Sector.AGENCY),
        ("hieu truong phai cong khai gi", Sector.AGENCY, Sector.AGENCY),
        ("giám đốc công ty", Sector.ENTERPRISE, Sector.ENTERPRISE),
        ("công ty ở xã tôi", Sector.ANY, Sector.COMMUNE),
        ("phó giám đốc", Sector.ENTERPRISE, Sector.ENTERPRISE),
        ("xãng dầu", Sector.COMMUNE, Sector.ANY),
    ],
)
def test_sector_asked(text: str, assumed: Sector, named: Sector) -> None:
    assert sectors_asked(text, WORDS) == (assumed, named)


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
    }.items():
        assert found[article] is sector, article
    assert set(found.values()) == set(Sector)
