"""The shipped corpus and the library as one: editions of digests, texts known by name, new documents."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from index.build import build
from index.document import Citation, Document, Kind, TextKind, Visibility
from index.embedder import Embedder
from index.library import HOME, CodifiedPlace, Entry, Library
from index.library.merge import Joined, merge
from index.manifest import read_corpus
from index.search import Index

EDITION = """Điều 1. Phạm vi điều chỉnh
Luật này quy định việc giữ gìn lộ giới nông thôn.
Điều 2. Giải thích từ ngữ
1. Lộ giới là lối giao thông công cộng trong làng.
2. Lộ trưởng là người được cộng đồng suy cử.
3. Hộ liền kề là hộ có ranh giới chung với lộ giới.
Điều 3. Thẩm quyền
1. Cộng đồng nghị quyết mức huy động.
Điều 7. Hiệu lực thi hành
Luật này có hiệu lực kể từ ngày công bố phù điêu.
"""
LAW = Document(
    "luat-99-2030-qh16", Kind.LAW, "Luật Giữ gìn đường làng", "Luật 99", TextKind.OFFICIAL, number="99/2030/QH16"
)
DIRECTIVE = Document(
    "chi-thi-18-ct-ttg",
    Kind.DIRECTIVE,
    "Chỉ thị cầu cống",
    "Chỉ thị 18",
    TextKind.OFFICIAL,
    number="18-CT/TTg",
    issued=date(2030, 1, 2),
    source="tệp của xã",
)
PLAN = Document(
    "ke-hoach-48-kh-ubnd-ben-cau-2030",
    Kind.PLAN,
    "Kế hoạch trồng tre",
    "Kế hoạch Bến Cau",
    TextKind.OFFICIAL,
    number="48/KH-UBND",
    place="ben-cau",
    year=2030,
)
STREET = "I. CẦU\n1. Cầu tre phải có tay vịn.\n2. Cầu khỉ bỏ đi.\n"


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "data" / HOME)


def joined(small: Path, library: Library) -> Joined:
    return merge(read_corpus(small), library)


def test_an_empty_library_adds_nothing(small: Path, library: Library) -> None:
    corpus, found = read_corpus(small), joined(small, library)
    assert (found.passages, found.documents, found.held) == (tuple(corpus.passages), corpus.documents, {})


def test_an_edition_widens_the_passages_of_its_digest(small: Path, library: Library) -> None:
    library.add([Entry(LAW, EDITION)])
    found = joined(small, library)
    notes = {p.citation.locator: p.notes for p in found.passages if p.citation.document == "luat-duong-lang"}
    assert notes["Điều 1"] == ("Luật này quy định việc giữ gìn lộ giới nông thôn.",)
    assert notes["Điều 2 khoản 1"] == ("1. Lộ giới là lối giao thông công cộng trong làng.",)
    # what the digest joins, or leaves out, goes to the clause before
    assert "Lộ trưởng" in notes["Điều 2 khoản 2"][0] and "liền kề" in notes["Điều 2 khoản 2"][1]
    assert notes["Điều 4 khoản 1"] == ()
    assert found.held == {} and found.official == {"luat-duong-lang": LAW.id}


def test_an_article_that_only_the_edition_has_is_a_passage_of_the_digest(small: Path, library: Library) -> None:
    library.add([Entry(LAW, EDITION)])
    found = joined(small, library)
    last = found.passages[-1]
    assert (last.citation, last.text) == (Citation("luat-duong-lang", "7"), EDITION.splitlines()[-1])
    assert found.added == {("luat-duong-lang", "7")}


def test_an_edition_for_staff_only_says_nothing_of_the_digest(small: Path, library: Library) -> None:
    library.add([Entry(replace(LAW, visibility=Visibility.STAFF), EDITION)])
    found = joined(small, library)
    assert tuple(found.passages) == tuple(read_corpus(small).passages)
    assert [held.document.visibility for held in found.held.values()] == [Visibility.STAFF]


def test_a_text_known_by_name_is_held_under_that_id(small: Path, library: Library) -> None:
    library.add([Entry(DIRECTIVE, STREET)])
    found = joined(small, library).held["chi-thi-18-ct-ttg"].document
    assert (found.text, found.kind, found.issued) == (TextKind.OFFICIAL, Kind.DIRECTIVE, date(2030, 1, 2))
    assert (found.title, found.source) == (
        "Chỉ thị về cầu cống",
        "tệp của xã",
    )  # the manifest's words, the import's origin


def test_a_plan_of_another_commune_is_another_document(small: Path, library: Library) -> None:
    library.add([Entry(PLAN, STREET)])
    found = joined(small, library)
    assert list(found.held) == [PLAN.id]
    assert found.documents["suoi-bac-2030"].place == "suoi-bac"


def test_a_shipped_text_stays_as_it_is(small: Path, library: Library) -> None:
    library.add([Entry(replace(PLAN, place="suoi-bac"), STREET)])
    found = joined(small, library)
    assert found.held == {} and found.official == {}
    assert any(PLAN.id in warning for warning in found.warnings)


@pytest.fixture
def index(small: Path, tmp_path: Path, library: Library, embedder: Embedder) -> Index:
    library.add([Entry(LAW, EDITION), Entry(PLAN, STREET)])
    build(small, tmp_path / "data", embedder)
    return Index.open(tmp_path / "data", small, embedder)


def test_words_of_the_edition_find_the_digest(index: Index) -> None:
    hits = index.find(index.query("lộ trưởng do ai suy cử")).hits
    assert hits[0].passage.citation == Citation("luat-duong-lang", "2", "2")
    assert "Lộ trưởng" not in hits[0].passage.text
    assert len({hit.passage.id for hit in hits}) == len(hits)


def test_the_official_wording_is_one_call_away(index: Index, library: Library) -> None:
    assert index.official(Citation("luat-duong-lang", "2", "1")) == "1. Lộ giới là lối giao thông công cộng trong làng."
    assert index.official(Citation("luat-duong-lang", "3")).startswith("1. Cộng đồng nghị quyết")
    assert (
        index.official(Citation("suoi-bac-2030", section="I")) == index.official(Citation("luat-duong-lang", "5")) == ""
    )
    assert [index.editions.quotes(p) for p in index.of("luat-duong-lang")].count(True) == 1
    library.remove(LAW.id)
    assert index.official(Citation("luat-duong-lang", "2", "1")) == ""


def test_a_law_from_the_codification_is_built_of_articles_however_few(
    small: Path, tmp_path: Path, library: Library, embedder: Embedder
) -> None:
    decree = replace(LAW, id="nghi-dinh-5", number="5/2030/NĐ-CP", kind=Kind.DECREE)
    library.add([Entry(decree, "Điều 4. Cầu\n1. Cầu tre có tay vịn.\n", None, (CodifiedPlace("4"),))])
    build(small, tmp_path / "data", embedder)
    index = Index.open(tmp_path / "data", small, embedder)
    assert [passage.citation for passage in index.article("nghi-dinh-5", "4")] == [Citation("nghi-dinh-5", "4", "1")]
