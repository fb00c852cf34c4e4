"""Articles and documents that a question names, however it is typed."""

import unicodedata
from typing import Literal

import pytest

from index.document import Corpus, Document, Kind, TextKind
from index.references import References

Form = Literal["NFC", "NFD"]


def known(number: str, title: str = "Văn bản", *aliases: str, kind: Kind = Kind.OTHER) -> Document:
    return Document(number, kind, title, title, TextKind.CITED_ONLY, number, aliases=aliases)


DOCUMENTS = (
    known("18-CT/TW"),
    known("18-CT/TTg"),
    known("18/CT-UBND"),
    known("114-KL/TW"),
    known("114/KH-UBND"),
    known("11-QĐi/TW"),
    known("217-QĐ/TW"),
    known("218-QĐ/TW"),
    known("302/KH-UBND"),
    known("48/KH-UBND"),
    known("59/2023/NĐ-CP"),
    known("02/2011/QH13", "Luật Khiếu nại"),
    known("25/2018/QH14", "Luật Tố cáo"),
    known("10/2022/QH15", "Luật Thực hiện dân chủ ở cơ sở", "luật dân chủ cơ sở", kind=Kind.LAW),
)
REFERENCES = References(DOCUMENTS)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Chỉ thị 18-CT/TW nói gì", ["18-CT/TW"]),
        ("Chỉ thị 18-CT/TTg nói gì", ["18-CT/TTg"]),
        ("chỉ thị 18/ct-ubnd", ["18/CT-UBND"]),
        ("114-KL/TW", ["114-KL/TW"]),
        ("114/KH-UBND", ["114/KH-UBND"]),
        ("Quy định 11-QĐ/TW", ["11-QĐi/TW"]),
        ("Quy định 11-QĐi/TW", ["11-QĐi/TW"]),
        ("218 -QĐ/TW", ["218-QĐ/TW"]),
        ("302/KH- UBND", ["302/KH-UBND"]),
        ("48 /KH-UBND", ["48/KH-UBND"]),
        ("217-QĐ/TW và 218-QĐ/TW", ["217-QĐ/TW", "218-QĐ/TW"]),
        ("qd 217", ["217-QĐ/TW"]),
        ("QĐ 217 nói gì", ["217-QĐ/TW"]),
        ("nghi dinh 59", ["59/2023/NĐ-CP"]),
        ("nghị định số 59", ["59/2023/NĐ-CP"]),
        ("kết luận 114", ["114-KL/TW"]),
        ("kế hoạch 114", ["114/KH-UBND"]),
        ("chỉ thị 18", ["18-CT/TW", "18-CT/TTg", "18/CT-UBND"]),
        ("luật khiếu nại", ["02/2011/QH13"]),
        ("luat khieu nai va luat to cao", ["02/2011/QH13", "25/2018/QH14"]),
        ("luật dân chủ cơ sở", ["10/2022/QH15"]),
        ("luật 10", ["10/2022/QH15"]),
        ("99-CT/TW", []),
        ("kế hoạch 5 năm", []),
        ("quyết định 217%", []),
        ("khiếu nại ở đâu", []),
        ("", []),
    ],
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_documents_are_named_by_symbol_short_number_or_name(text: str, named: list[str], form: Form) -> None:
    found = REFERENCES.find(unicodedata.normalize(form, text)).documents
    assert sorted(document.number for document in found) == sorted(named)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Điều 13 khoản 2 điểm đ", ("13", "2", "d")),
        ("điểm a khoản 2 Điều 13", ("13", "2", "a")),
        ("dieu 13 khoan 2", ("13", "2", "")),
        ("đ.13", ("13", "", "")),
        ("Điều số 7", ("7", "", "")),
        ("khoản 2", ("", "", "")),
        ("điều kiện 2 là gì", ("", "", "")),
        ("nhiều điều", ("", "", "")),
        ("13", ("", "", "")),
    ],
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_articles_are_named(text: str, place: tuple[str, str, str], form: Form) -> None:
    found = REFERENCES.find(unicodedata.normalize(form, text))
    assert (found.article, found.clause, found.point) == place


def test_a_name_inside_a_longer_name_is_not_found_twice() -> None:
    references = References((known("1-CT/TW", "Luật Tố cáo"), known("2-CT/TW", "Luật Tố cáo và khiếu nại")))
    assert [d.number for d in references.find("luật tố cáo và khiếu nại").documents] == ["2-CT/TW"]


def test_whole_symbol_wins_over_name_and_short_number() -> None:
    found = REFERENCES.find("theo 217-QĐ/TW, luật khiếu nại").documents
    assert [d.number for d in found] == ["217-QĐ/TW"]


def test_known_symbols() -> None:
    assert REFERENCES.knows("18/ct/tw")
    assert not REFERENCES.knows("18/ct/tu")


def test_every_shipped_document_is_found_by_its_number(shipped_corpus: Corpus) -> None:
    references = References(shipped_corpus.documents.values())
    numbered = [document for document in shipped_corpus.documents.values() if document.number]
    assert [d.number for d in numbered if d not in references.find(d.number).documents] == []


def test_no_two_shipped_documents_share_a_symbol(shipped_corpus: Corpus) -> None:
    references = References(shipped_corpus.documents.values())
    wrong = []
    for document in shipped_corpus.documents.values():
        for name in (document.number, *document.aliases):
            found = references.find(name).documents
            if name and document not in found:
                wrong.append((document.id, name, [other.id for other in found]))
    assert wrong == []
