"""A question in, ranked passages out."""

import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.document import Corpus, Document, Hit
from index.manifest import read_manifest
from index.query import Query
from index.search import Index
from index.sector import Sector
from index.text import fold, normalise, symbols

Form = Literal["NFC", "NFD"]

LAW = "luat-10-2022-qh15"


def corrections(*, read: bool = False) -> list[tuple[str, int]]:
    """Return the documents of the manifest with the places of their corrections, with `read` those with a reading."""
    manifest = read_manifest(Path(__file__).parents[2] / "corpus" / "manifest.toml")
    return [(d.id, place) for d in manifest for place, fix in enumerate(d.corrections) if fix.reading or not read]


def hits_of(index: Index, query: str | Query, limit: int = 10) -> tuple[Hit, ...]:
    """Return the passages alone, which the scope model has no say in."""
    return index.find(index.query(query) if isinstance(query, str) else query, limit).hits


def found(index: Index, text: str, limit: int = 3) -> list[str]:
    return [str(hit.passage.citation) for hit in hits_of(index, text, limit)]


@pytest.mark.parametrize(
    ("question", "citation"),
    [
        ("mấy hộ đồng ý thì quyết định làng có giá trị", "luat-duong-lang#art_3__cl_2"),
        ("may ho dong y thi quyet dinh lang co gia tri", "luat-duong-lang#art_3__cl_2"),
        ("nhiệm kỳ người giữ đường", "luat-duong-lang#art_4__cl_1"),
        ("quét đường thứ mấy", "suoi-bac-2030#sec_II.1.a"),
        ("đặt thùng rác ở đâu", "suoi-bac-2030#sec_II.1.e"),
        ("gặp dân mỗi tháng mấy buổi", "doi-chim-2030#sec_I"),
    ],
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_plain_question_finds_its_passage_first(small_index: Index, question: str, citation: str, form: Form) -> None:
    assert found(small_index, unicodedata.normalize(form, question))[0] == citation


def test_the_reading_of_a_misprint_is_searched_and_the_print_is_quoted(small_index: Index) -> None:
    first = hits_of(small_index, "trồng cây xanh")[0].passage
    assert str(first.citation) == "suoi-bac-2030#sec_II.1.đ"
    assert "trồng cay xanh" in first.text
    assert "trồng cây xanh" not in first.text


def test_scores_fall_and_limit_holds(shipped_index: Index) -> None:
    for limit in (1, 3, 10, 1000):
        hits = hits_of(shipped_index, "họp thôn bầu trưởng thôn", limit)
        assert len(hits) == min(limit, len(shipped_index.corpus.passages))
        assert len({hit.passage.id for hit in hits}) == len(hits)
    best, worst = hits[0].score, hits[-1].score
    assert best > worst


def test_only_the_documents_that_may_answer_are_found(shipped_index: Index) -> None:
    query = replace(shipped_index.query("họp thôn"), only=frozenset({"nhon-hau-2024", "minh-tam-2024"}))
    hits = hits_of(shipped_index, query, 100)
    assert {hit.passage.citation.document for hit in hits} == {"nhon-hau-2024", "minh-tam-2024"}
    assert len(hits) == 34


def test_nothing_allowed_finds_nothing(shipped_index: Index) -> None:
    results = shipped_index.search(replace(shipped_index.query("họp thôn"), only=frozenset()))
    assert results.hits == ()
    assert 0 <= results.confidence <= 1


def test_a_favoured_place_comes_first(shipped_index: Index) -> None:
    query = replace(shipped_index.query("trước ngày nào phải báo cáo"), favoured=frozenset({"minh-tam-2024"}))
    assert hits_of(shipped_index, query)[0].passage.citation.document == "minh-tam-2024"


@pytest.mark.parametrize(
    "question", ["Ủy ban nhân dân xã niêm yết bao nhiêu ngày", "bầu Tổ trưởng tổ dân phố", "Ban Thanh tra nhân dân"]
)
def test_spelling_does_not_change_what_is_found(shipped_index: Index, question: str) -> None:
    places = {tuple(found(shipped_index, unicodedata.normalize(form, question))) for form in ("NFC", "NFD")}
    places.add(tuple(found(shipped_index, question.replace("Ủy", "Uỷ"))))
    places.add(tuple(found(shipped_index, question + "\u200b")))
    assert len(places) == 1
    assert found(shipped_index, fold(question))[0] in found(shipped_index, question)


@pytest.mark.parametrize(
    "symbol",
    ["18-CT/TW", "18/CT-UBND", "18-CT/TTg", "114-KL/TW", "114/KH-UBND", "11-QĐ/TW", "218 -QĐ/TW", "302/KH- UBND"],
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_symbol_finds_a_passage_that_cites_it(shipped_index: Index, symbol: str, form: Form) -> None:
    hits = hits_of(shipped_index, unicodedata.normalize(form, symbol), 3)
    assert any(symbols(symbol)[0] in symbols(hit.passage.text) for hit in hits)


def test_marks_break_a_tie(small_index: Index) -> None:
    assert found(small_index, "giờ cấm xe")[0] == found(small_index, "gio cam xe")[0] == "luat-duong-lang#art_3__cl_1"


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=80))
def test_any_text_can_be_asked(shipped_index: Index, text: str) -> None:
    results = shipped_index.search(shipped_index.query(text), 2)
    assert len(results.hits) == 2
    assert 0 <= results.confidence <= 1


@pytest.mark.parametrize(
    "text", ["", " ", "\u200b", "???", '" OR 1=1 --', "là gì?", "NEAR(a b)", "a*", "\0", "ﷺ" * 500]
)
def test_odd_questions_are_answered_like_any_other(shipped_index: Index, text: str) -> None:
    assert len(shipped_index.search(shipped_index.query(text), 5).hits) == 5


def test_query_holds_the_written_words_the_legal_ones_and_the_sector(small_index: Index) -> None:
    query = small_index.query("hiệu trưởng dán giấy dc ko")
    assert query.text == "hiệu trưởng dán giấy được không"
    assert query.legal == ("niêm yết",)
    assert query.sectors == {Sector.AGENCY}
    assert query.reading == "hiệu trưởng dán giấy được không niêm yết"
    assert not small_index.query("họp").sectors


def test_a_topic_is_searched_too(shipped_index: Index) -> None:
    bare = hits_of(shipped_index, Query("bao nhiêu ngày"), 5)
    told = hits_of(shipped_index, Query("bao nhiêu ngày", topic="niêm yết thông tin công khai"), 5)
    assert bare != told


def test_the_same_question_has_the_same_answer(shipped_index: Index) -> None:
    query = shipped_index.query("đóng góp làm đường")
    assert shipped_index.search(query) == shipped_index.search(query)


def test_passages_of_an_article_stand_together_in_order(small_index: Index) -> None:
    clauses = small_index.article("luat-duong-lang", "4")
    assert [p.citation.clause for p in clauses] == ["1", "2"]
    assert small_index.siblings(clauses[0]) == clauses
    assert small_index.article("luat-duong-lang", "99") == []


def test_points_of_a_plan_stand_together_in_the_order_of_the_source(small_index: Index) -> None:
    point = next(p for p in small_index.corpus.passages if p.citation.section == "II.1.đ")
    assert [p.citation.section for p in small_index.siblings(point)] == ["II.1.a", "II.1.d", "II.1.đ", "II.1.e"]


@pytest.mark.parametrize(
    ("document", "sections"),
    [
        ("chi-thi-18-ct-tw", ["suoi-bac-2030#sec_mở đầu"]),
        ("chi-thi-18-ct-ttg", ["doi-chim-2030#sec_II.1"]),
        ("luat-duong-lang", ["suoi-bac-2030#sec_mở đầu"]),
        ("suoi-bac-2030", []),
    ],
)
def test_which_passages_cite_a_document(small_index: Index, document: str, sections: list[str]) -> None:
    assert [str(p.citation) for p in small_index.citing(small_index.document(document))] == sections


def test_symbols_that_look_alike_are_cited_apart(shipped_index: Index) -> None:
    cited: dict[str, set[str]] = {}
    for name in ("chi-thi-18-ct-tw", "chi-thi-18-ct-ubnd", "ket-luan-114-kl-tw", "ke-hoach-114-kh-ubnd"):
        cited[name] = {str(p.citation) for p in shipped_index.citing(shipped_index.document(name))}
    assert cited == {
        "chi-thi-18-ct-tw": {
            "nhon-hau-2024#sec_II.7", "minh-tam-2024#sec_II.1", "thuy-hung-2024#sec_II.7"
        },
        "chi-thi-18-ct-ubnd": {"minh-tam-2024#sec_II.4"},
        "ket-luan-114-kl-tw": {"nhon-hau-2024#sec_II.1", "minh-tam-2024#sec_II.1"},
        "ke-hoach-114-kh-ubnd": {"minh-tam-2024#sec_mở đầu"},
    }  # fmt: skip


def test_two_symbols_of_one_regulation_are_cited_together(shipped_index: Index) -> None:
    cited = {str(p.citation) for p in shipped_index.citing(shipped_index.document("quy-dinh-11-qdi-tw"))}
    assert cited == {"minh-tam-2024#sec_II.5", "thuy-hung-2024#sec_II.3"}


def test_two_thirds_stands_with_its_denominator(shipped_corpus: Corpus) -> None:
    shares = [p for p in shipped_corpus.passages if "2/3" in p.text or "hai phần ba" in p.text]
    assert shares
    assert [p.id for p in shares if "tổng số" not in p.text and "số " not in p.text] == []


def test_every_correction_is_listed_here(shipped_corpus: Corpus) -> None:
    held = [(d.id, place) for d in shipped_corpus.documents.values() for place in range(len(d.corrections))]
    assert held == corrections()
    assert len(held) == 62
    assert len(corrections(read=True)) == 40


@pytest.mark.parametrize(("name", "place"), corrections())
def test_the_print_stands_in_its_text(name: str, place: int, shipped_corpus: Corpus) -> None:
    printed = shipped_corpus.documents[name].corrections[place].printed
    assert " ".join(printed.split()) in " ".join(shipped_corpus.texts[name].split())


@pytest.mark.parametrize(("name", "place"), corrections(read=True))
def test_the_reading_is_found_and_the_quote_keeps_the_print(name: str, place: int, shipped_index: Index) -> None:
    fix = shipped_index.document(name).corrections[place]
    query = replace(shipped_index.query(fix.reading), only=frozenset({name}))
    hits = [hit.passage for hit in hits_of(shipped_index, query, 5)]
    reading = normalise(fix.reading).strip("“”")
    told = [normalise("\n".join((p.text, *p.notes))) for p in hits]
    printed = [p for p in shipped_index.corpus.passages if p.citation.document == name and fix.printed in p.text]
    in_heading = any(fix.printed in p.heading for p in hits)
    assert in_heading or any(reading in text for text in told), [str(p.citation) for p in hits]
    assert printed or in_heading
    assert all(fix.reading in p.notes for p in printed)


def test_documents_are_known_by_id(shipped_index: Index) -> None:
    law: Document = shipped_index.document(LAW)
    assert law.number == "10/2022/QH15"
