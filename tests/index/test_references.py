"""Articles and documents that a question names, however it is typed."""

import unicodedata
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.document import Corpus, Document, Kind, TextKind
from index.references import References
from index.text import symbols

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


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        (
            "Thực hiện Luật Thực hiện dân chủ ở cơ sở năm 2022; Nghị định số 59/2023/NĐ-CP",
            ["10/2022/QH15", "59/2023/NĐ-CP"],
        ),
        ("nghiêm túc thực hiện Luật Khiếu nại, Luật Tố cáo", ["02/2011/QH13", "25/2018/QH14"]),
        ("theo Kế hoạch 302/KH- UBND và 48 /KH-UBND", ["302/KH-UBND", "48/KH-UBND"]),
        ("Chỉ thị 18-CT/TTg, không phải 18-CT/TW", ["18-CT/TTg", "18-CT/TW"]),
        ("chỉ thị 18 và quyết định 217", []),  # a text of the corpus cites by whole symbols
        ("99-CT/TW", []),
        ("tiếp tục khiếu nại, tố cáo", []),
        ("", []),
    ],
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_text_of_the_corpus_cites_by_whole_symbol_or_by_name(text: str, cited: list[str], form: Form) -> None:
    found = REFERENCES.cited(unicodedata.normalize(form, text))
    assert sorted(document.number for document in found) == sorted(cited)


def test_a_name_inside_a_longer_one_is_not_cited_twice() -> None:
    references = References((known("1-CT/TW", "Luật Tố cáo"), known("2-CT/TW", "Luật Tố cáo và khiếu nại")))
    assert [d.number for d in references.cited("thực hiện Luật Tố cáo và khiếu nại")] == ["2-CT/TW"]


def test_a_symbol_that_nobody_goes_by_is_told_as_unknown() -> None:
    found = REFERENCES.find("Điều 5 của 99-CT/TW và 18-CT/TW")
    assert [document.number for document in found.documents] == ["18-CT/TW"]
    assert found.unknown == ("99-CT/TW",)
    assert (found.article, REFERENCES.find("18-CT/TW").unknown) == ("5", ())


@pytest.mark.parametrize("typed", ["99-CT/TW", "99/ct-tw", "99 -CT/TW", "99/2031/NĐ-CP"])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_symbol_that_nobody_goes_by_is_said_back_as_it_was_typed(typed: str, form: Form) -> None:
    found = REFERENCES.find(unicodedata.normalize(form, f"Điều 5 của {typed} nói gì"))
    assert (found.documents, found.unknown) == ((), (typed,))


UNNUMBERED = Document("q", Kind.OTHER, "Nghị quyết Đại hội làng khóa II", "Nghị quyết", TextKind.CITED_ONLY)
BOTH = "Nghị quyết, Kết luận Hội nghị làng 4"
NAMED = References(
    (
        known("34/2031/PL-UB", "Pháp lệnh Giữ đê"),
        known("91/2031/QH17", "Bộ luật Đường sông"),
        known("4-CTr/BCĐ", "Chương trình công tác năm 2031"),
        known("4-NQ/LÀNG", "Về giếng nước", BOTH),
        known("21-KL/LÀNG", "Về bến nước", BOTH),
        UNNUMBERED,
    )
)


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("theo Pháp lệnh Giữ đê", ["34/2031/PL-UB"]),
        ("theo Bộ luật Đường sông", ["91/2031/QH17"]),
        ("theo Nghị quyết Đại hội làng khóa II", [""]),
        (f"quán triệt {BOTH}", ["21-KL/LÀNG", "4-NQ/LÀNG"]),
        ("xây dựng chương trình công tác năm 2031", []),  # words that any text may hold
        ("nói về giếng nước và về bến nước", []),
    ],
)
def test_laws_and_what_has_no_number_go_by_their_titles_and_others_by_their_aliases(
    text: str, cited: list[str]
) -> None:
    for found in (NAMED.cited(text), NAMED.find(text).documents):
        assert sorted(document.number for document in found) == cited


def test_a_document_that_was_left_out_is_neither_named_nor_held() -> None:
    references = References(document for document in DOCUMENTS if document.number != "114-KL/TW")
    assert references.find("kết luận 114").documents == ()
    assert references.find("114-KL/TW").unknown == ("114-KL/TW",)
    assert not references.knows("114/kl/tw")
    assert not references.holds("114-KL/TW")
    assert REFERENCES.holds("114-KL/TW")
    assert references.cited("theo Kết luận số 114-KL/TW") == ()


@pytest.mark.parametrize("text", ["Điều 3a khoản 2", "dieu 3A khoan 2", "khoản 2 Đ. 3a"])
def test_an_article_that_was_put_in_later_keeps_its_letter(text: str) -> None:
    found = REFERENCES.find(text)
    assert (found.article, found.clause) == ("3a", "2")


@given(st.text())
def test_any_text_names_only_documents_that_are_known(text: str) -> None:
    found = REFERENCES.find(text)
    assert {*found.documents} <= {*DOCUMENTS}
    assert {*REFERENCES.cited(text)} <= {*DOCUMENTS}
    assert not any(REFERENCES.knows(symbol) for typed in found.unknown for symbol in symbols(typed))
    assert found.article or not (found.clause or found.point)


@given(st.lists(st.sampled_from(DOCUMENTS), min_size=1, unique=True), st.sampled_from((", ", "; ", " và ", " với ")))
def test_whole_symbols_are_all_found_whatever_stands_between(documents: list[Document], between: str) -> None:
    text = between.join(document.number for document in documents)
    assert {*REFERENCES.find(text).documents} == {*REFERENCES.cited(text)} == {*documents}
    assert REFERENCES.find(text).unknown == ()
