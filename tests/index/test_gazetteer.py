"""What became of places is a text of its own, which an answer can cite."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from bot.answer.answerer import Answerer
from bot.domain import Outcome
from index.build import build
from index.document import Corpus, Kind, TextKind
from index.embedder import Embedder
from index.errors import BadManifest, CorpusError, UnreadableFile
from index.gazetteer import FILE, ID, gazetteer
from index.manifest import corpus_hash, read_corpus, read_documents
from index.search import Index

ON = date(2026, 11, 20)
PLACES = """
title = "Danh mục làng"
version = "theo lời kể"

[[place]]
id = "suoi-bac"
name = "xã Suối Bạc"
aliases = ["Suối Bạc"]
successors = ["doi-chim"]
fate = "Xã Suối Bạc đã vào xã Đồi Chim."
certainty = "chưa rõ ngày"
source = "bác trưởng ấp"

[[place]]
id = "doi-chim"
name = "xã Đồi Chim"
predecessors = ["suoi-bac"]

[[place]]
id = "cau-khi"
name = "xã Cầu Khỉ"
fate = "Xã Cầu Khỉ đổi tên thành xã Cầu Tre."
certainty = "có quyết định"
source = "bảng tin xã"
"""


@pytest.fixture
def village(small: Path) -> Path:
    """Return the tiny corpus with a list of places."""
    (small / FILE).write_text(PLACES, encoding="utf-8")
    return small


def test_every_place_whose_fate_is_told_is_a_passage_of_the_catalog(village: Path) -> None:
    document, text, passages = gazetteer(village)
    assert (document.id, document.kind, document.text) == (ID, Kind.OTHER, TextKind.CATALOG)
    assert (document.title, document.version) == ("Danh mục làng", "theo lời kể")
    assert [p.citation.section for p in passages] == ["xã Suối Bạc", "xã Cầu Khỉ"]
    assert passages[0].text == "Xã Suối Bạc đã vào xã Đồi Chim. (chưa rõ ngày; bác trưởng ấp.)"
    assert [text[p.start : p.end] for p in passages] == [p.text for p in passages]
    assert {p.citation.document for p in passages} == {ID}
    assert len({p.id for p in passages}) == len(passages)


def test_the_corpus_holds_it_where_there_is_one(village: Path) -> None:
    corpus = read_corpus(village)
    assert corpus.documents[ID] == read_documents(village)[ID]
    assert corpus.texts[ID].startswith("Xã Suối Bạc")
    assert [p.citation.section for p in corpus.passages if p.citation.document == ID] == ["xã Suối Bạc", "xã Cầu Khỉ"]
    (village / FILE).unlink()
    assert ID not in read_corpus(village).documents
    assert ID not in read_documents(village)


def test_another_fate_is_another_corpus(village: Path) -> None:
    before = corpus_hash(village)
    (village / FILE).write_text(PLACES.replace("Cầu Tre", "Cầu Ván"), encoding="utf-8")
    assert corpus_hash(village) != before


@pytest.mark.parametrize(
    ("content", "error"), [(b"[[place]\n", BadManifest), (b"\xff\xfe", UnreadableFile)], ids=["not TOML", "not UTF-8"]
)
def test_a_list_that_cannot_be_read_is_named(content: bytes, error: type[CorpusError], village: Path) -> None:
    (village / FILE).write_bytes(content)
    with pytest.raises(error, match=r"places\.toml"):
        read_corpus(village)


def test_a_fate_is_found_by_search_in_an_index_that_was_opened_again(
    village: Path, tmp_path: Path, embedder: Embedder
) -> None:
    build(village, tmp_path / "data", embedder)
    index = Index.open(tmp_path / "data", village, embedder)
    assert [p.citation.section for p in index.of(ID)] == ["xã Suối Bạc", "xã Cầu Khỉ"]
    assert index.document(ID).title == "Danh mục làng"
    found = [hit.passage.citation for hit in index.search(index.query("xã Cầu Khỉ đổi tên thành gì")).hits]
    assert (ID, "xã Cầu Khỉ") in {(citation.document, citation.section) for citation in found}


def test_the_shipped_fates_are_all_held_with_their_doubts(shipped_corpus: Corpus, corpus_folder: Path) -> None:
    rows = tomllib.loads((corpus_folder / FILE).read_text(encoding="utf-8"))["place"]
    told = {p.citation.section: p.text for p in shipped_corpus.passages if p.citation.document == ID}
    assert {*told} == {row["name"] for row in rows if row.get("fate")}
    for row in rows:
        if row.get("fate"):
            assert all(row[part] in told[row["name"]] for part in ("fate", "certainty", "source"))


@pytest.mark.parametrize(
    ("asked", "place"),
    [
        ("xã Minh Tâm giờ thuộc xã nào?", "xã Minh Tâm"),
        ("Nhon Hau sap nhap vao dau", "xã Nhơn Hậu"),
        ("huyện Hớn Quản thuộc tỉnh nào", "huyện Hớn Quản"),
        ("Thụy Hùng giờ về đâu", "xã Thụy Hùng (Cao Lộc)"),
        ("thị xã Hồng Lĩnh còn hay mất", "thị xã Hồng Lĩnh"),
    ],
)
def test_what_became_of_a_place_is_told_with_its_doubt_and_cited(
    asked: str, place: str, sure: Answerer, shipped_corpus: Corpus
) -> None:
    answer = sure.answer(asked, on=ON)
    assert answer.outcome is Outcome.ANSWERED
    (source,) = answer.sources
    assert (source.document, source.locator, source.text_kind) == (ID, place, "catalog")
    assert source.title == shipped_corpus.documents[ID].title
    known = sure.places.get(place)
    assert known is not None
    assert known.fate in answer.text and known.certainty in answer.text
    assert known.fate in source.quote


def test_a_place_of_which_nothing_is_told_cites_no_catalog(sure: Answerer) -> None:
    answer = sure.answer("phường An Nhơn giờ thuộc tỉnh nào", on=ON)
    assert all(source.document != ID for source in answer.sources)
