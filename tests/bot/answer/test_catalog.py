"""What is known of a document besides its text: who, when, where it is cited, which version, what replaced it."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from bot.answer.answerer import Answerer
from bot.answer.catalog import Catalog
from bot.answer.cite import day
from bot.answer.talk import Phrases
from bot.domain import Answer, Outcome
from index.build import build
from index.document import Document, Kind, TextKind
from index.embedder import Embedder
from index.library import HOME, Entry, Library
from index.references import References
from index.search import Index
from tests.conftest import SureIndex

ON = date(2026, 11, 20)


class Ask:
    def __init__(self, answerer: Answerer) -> None:
        self._answerer = answerer

    def __call__(self, question: str) -> Answer:
        return self._answerer.answer(question, on=ON)


@pytest.fixture
def ask(sure: Answerer) -> Ask:
    return Ask(sure)


@pytest.mark.parametrize(
    "question",
    [
        "Kế hoạch 114/KH-UBND ghi những nhiệm vụ gì?",
        "114/KH-UBND quy dinh the nao",
        "114 /KH - UBND giao xã làm mấy việc",
    ],
)
def test_the_content_of_a_document_not_held_is_not_made_up(question: str, ask: Ask) -> None:
    answer = ask(question)
    assert answer.outcome is Outcome.NOT_FOUND
    assert "không có toàn văn Kế hoạch số 114/KH-UBND" in answer.text
    assert "chỉ được nhắc tới ở: Kế hoạch năm 2024 của xã Minh Tâm" in answer.text
    assert all(source.document == "minh-tam-2024" for source in answer.sources)


def test_who_issued_it_and_when_is_answered(ask: Ask) -> None:
    answer = ask("114/KH-UBND do ai ban hành, ngày nào?")
    assert answer.outcome is Outcome.ANSWERED
    assert "UBND huyện Hớn Quản" in answer.text
    assert "10/4/2024" in answer.text
    assert "không có toàn văn" in answer.text
    assert [source.document for source in answer.sources] == ["minh-tam-2024"]
    assert "114/KH-UBND" in answer.sources[0].quote


def test_where_it_is_cited_is_answered_in_the_plans_own_words(ask: Ask) -> None:
    answer = ask("Chỉ thị 33/CT-TTg được nhắc ở đâu?")
    assert answer.outcome is Outcome.ANSWERED
    assert len(answer.sources) > 1
    assert all("33/CT-TTg" in source.quote for source in answer.sources)


def test_symbols_that_differ_by_a_letter_are_different_documents(ask: Ask) -> None:
    conclusion, plan = ask("Kết luận 114-KL/TW là của ai"), ask("114/KH-UBND là của ai")
    assert "Ban Bí thư" in conclusion.text
    assert "Ban Bí thư" not in plan.text


def test_a_number_alone_may_be_three_documents(ask: Ask) -> None:
    answer = ask("chỉ thị 18 là của ai")
    assert answer.outcome is Outcome.ANSWERED
    assert "3 văn bản khác nhau" in answer.text
    for name, issuer in (
        ("18/2000/CT-TTg", "Thủ tướng Chính phủ"),
        ("18-CT/TW", "Ban Bí thư"),
        ("18/CT-UBND", "UBND tỉnh Bình Phước"),
    ):
        assert any(name in line and issuer in line for line in answer.text.splitlines()), name


@pytest.mark.parametrize("question", ["QD 217 voi 218 la gi", "QD 217 voi 218", "Quyết định 217 và 218 của ai"])
def test_two_numbers_after_one_kind_are_two_documents(question: str, ask: Ask) -> None:
    answer = ask(question)
    assert "217-QĐ/TW" in answer.text
    assert "218-QĐ/TW" in answer.text


def test_a_misprinted_symbol_leads_to_the_document(ask: Ask) -> None:
    assert "218-QĐ/TW" in ask("218 -QĐ/TW là gì").text
    assert "11-QĐi/TW" in ask("quy định 11-QĐ/TW là gì").text


@pytest.mark.parametrize(
    "question", ["Luật 10/2022 đã sửa đổi chưa?", "luat dan chu co so dang dung ban nao", "Luật 10/2022 còn hiệu lực?"]
)
def test_the_version_held_is_told_with_its_amendments(question: str, ask: Ask) -> None:
    answer = ask(question)
    assert answer.outcome is Outcome.ANSWERED
    assert "bản gốc 2022" in answer.text
    assert "47/2024/QH15" in answer.text and "97/2025/QH15" in answer.text


def test_the_version_rests_on_the_article_about_entry_into_force(ask: Ask) -> None:
    answer = ask("Luật 10/2022 đã sửa đổi chưa?")
    assert [source.locator.split(" khoản")[0] for source in answer.sources] == ["Điều 90"]


def test_an_article_of_a_decree_not_held_is_not_answered_from_the_law(ask: Ask) -> None:
    answer = ask("Điều 13 Nghị định 185 quy định gì?")
    assert answer.outcome is Outcome.NOT_FOUND
    assert "185/2026/NĐ-CP" in answer.text


def test_a_law_that_no_plan_cites_is_known_by_name_only(ask: Ask) -> None:
    answer = ask("Luật 47/2024 quy định mấy việc")
    assert answer.outcome is Outcome.NOT_FOUND
    assert "47/2024/QH15" in answer.text
    assert answer.sources == ()


@pytest.mark.parametrize("symbol", ["2179-QĐ/TW", "1149/KH-UBND", "189-CT/TW", "9999/QĐ-TTg"])
def test_a_whole_symbol_that_nobody_knows_is_not_taken_for_another(symbol: str, answerer: Answerer) -> None:
    answer = answerer.answer(f"{symbol} là của ai", on=ON)
    assert answer.outcome in {Outcome.NOT_FOUND, Outcome.OUT_OF_SCOPE}


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ("chỉ thị 18", ("18/2000/CT-TTg", "18-CT/TW", "18/CT-UBND")),
        ("Chỉ thị số 18 la gi", ("18/2000/CT-TTg", "18-CT/TW", "18/CT-UBND")),
        ("chỉ thị 18 được nhắc ở đâu", ("18/2000/CT-TTg", "18-CT/TW", "18/CT-UBND")),
        ("chỉ thị 29", ()),
        ("QĐ 217 và 218 của ai", ("217-QĐ/TW", "218-QĐ/TW")),
    ],
)
def test_a_bare_number_lists_each_document_that_it_may_be_once(asked: str, numbers: tuple[str, ...], ask: Ask) -> None:
    answer = ask(asked)
    lines = [line for line in answer.text.splitlines() if line.startswith("• ")]
    assert len(lines) == len(numbers)
    for number in numbers:
        assert sum(number in line for line in lines) == 1
    if numbers:
        assert answer.outcome is Outcome.ANSWERED
        assert f"{len(numbers)} văn bản khác nhau" in answer.text


def test_every_document_that_is_only_cited_is_known_by_its_facts(shipped_index: Index, ask: Ask) -> None:
    """Who and when are the manifest's; a document that no text cites is known by name alone."""
    for document in shipped_index.corpus.documents.values():
        if document.text is not TextKind.CITED_ONLY or not document.number or not shipped_index.citing(document):
            continue
        answer = ask(f"{document.number} do ai ban hành, ngày nào?")
        assert answer.outcome is Outcome.ANSWERED, document.id
        assert document.issuer in answer.text, document.id
        if document.issued:
            assert day(document.issued) in answer.text, document.id
        assert "không có toàn văn" in answer.text, document.id
        assert answer.sources, document.id


def test_what_replaced_a_document_is_told_by_the_law_that_did_and_by_no_other(shipped_index: Index, ask: Ask) -> None:
    documents = shipped_index.corpus.documents.values()
    held = {document.number for document in documents if document.text is not TextKind.CITED_ONLY}
    gone = [document for document in documents if document.replaced_by and document.text is TextKind.CITED_ONLY]
    assert sum(held.issuperset(document.replaced_by) for document in gone) >= 10
    for document in gone:
        answer = ask(f"{document.number} còn hiệu lực không?")
        told = held.issuperset(document.replaced_by)
        assert (answer.outcome is Outcome.ANSWERED) == ("đã hết hiệu lực" in answer.text) == told, document.id
        assert all((number in answer.text) == told for number in document.replaced_by), document.id
        assert len(answer.sources) == 1
        assert (answer.sources[0].number in document.replaced_by) == told, document.id


@pytest.mark.parametrize(
    ("asked", "told", "articles"),
    [
        ("Luật 136/2025/QH15 sửa luật nào?", ("42/2013/QH13", "02/2011/QH13", "25/2018/QH14"), {"1", "2", "3", "4"}),
        ("Nghị định 155/2026 sửa nghị định nào?", ("124/2020/NĐ-CP",), {"1", "21"}),
        ("Nghị định 156/2026 sửa đổi gì", ("31/2019/NĐ-CP",), {"1", "9"}),
        ("nghị định 124 còn hiệu lực không", ("155/2026/NĐ-CP",), {"44"}),
        ("Luật Khiếu nại đã sửa đổi chưa", ("136/2025/QH15", "81/2025/QH15", "84/2025/QH15"), {"69"}),
    ],
)
def test_what_a_law_changes_and_what_changed_it_is_told_from_its_own_articles(
    asked: str, told: tuple[str, ...], articles: set[str], ask: Ask
) -> None:
    answer = ask(asked)
    assert answer.outcome is Outcome.ANSWERED
    assert all(number in answer.text for number in told)
    assert {source.locator.split()[1] for source in answer.sources} <= articles
    assert len({source.document for source in answer.sources}) == 1


def test_every_law_held_whole_tells_its_version_its_issuer_and_its_day(shipped_index: Index, ask: Ask) -> None:
    for document in shipped_index.corpus.documents.values():
        if not document.in_force_by:
            continue
        name = document.title if document.kind is Kind.LAW else document.short
        version, issued = (
            ask(f"{name} {document.number} còn hiệu lực không?"),
            ask(f"{document.number} do ai ban hành?"),
        )
        assert document.version in version.text, document.id
        assert all(number in version.text for number in (*document.amended_by, *document.unmerged)), document.id
        assert document.issuer in issued.text, document.id
        for answer in (version, issued):
            assert answer.outcome is Outcome.ANSWERED
            assert {source.document for source in answer.sources} == {document.id}
            assert document.in_force_by in {source.locator.split()[1] for source in answer.sources}


def test_the_subject_of_a_document_is_told_without_a_rest_of_its_number(ask: Ask) -> None:
    text = ask("nghị quyết liên tịch 403 ai ban hành").text
    assert "ngày 15/6/2017, về việc: quy định chi tiết các hình thức giám sát, phản biện xã hội" in text


@pytest.mark.parametrize(
    "asked",
    [
        "Luật Tiếp công dân quy định chủ tịch xã tiếp dân mấy ngày",
        "theo Luật Khiếu nại thì nộp đơn cho ai",
        "Nghị định 61 nói hương ước do ai soạn",
    ],
)
def test_what_a_held_law_says_is_not_a_question_about_the_law(asked: str, ask: Ask) -> None:
    answer = ask(asked)
    assert "bản trong kho là" not in answer.text
    assert "được nhắc tới" not in answer.text


OWN = """
[[document]]
id = "quy-dinh-3-qd-lang"
kind = "quy-dinh"
number = "3-QĐ/TW"
title = "Quy định số 3-QĐ/TW về giờ đánh trống"
short = "Quy định số 3-QĐ/TW"
issuer = "Hội đồng làng trên"
issued = 2029-02-07
replaced_by = ["4-QĐ/TW"]
text = "cited-only"

[[document]]
id = "quyet-dinh-3-qd-ubnd"
kind = "quyet-dinh"
number = "3/QĐ-UBND"
title = "Quyết định số 3/QĐ-UBND về mua trống"
short = "Quyết định số 3/QĐ-UBND"
issuer = "UBND xã Suối Bạc"
replaced_by = ["99/2030/QH16"]
text = "cited-only"
"""


@pytest.fixture
def village(small: Path, tmp_path: Path, embedder: Embedder) -> Index:
    """Return the tiny corpus with two more documents that its first plan cites; the law takes the place of one."""
    manifest, plan, law = small / "manifest.toml", small / "plans/suoi-bac.txt", small / "laws/duong-lang.md"
    manifest.write_text(manifest.read_text(encoding="utf-8") + OWN, encoding="utf-8")
    text = plan.read_text(encoding="utf-8")
    added = "2. Kinh phí theo Quy định 3 -QĐ/TW và Quyết định số 3/QĐ- UBND do xã lo"
    plan.write_text(text.replace("2. Kinh phí do xã lo", added), encoding="utf-8")
    text, purpose = law.read_text(encoding="utf-8"), "cùng giữ con đường chung."
    law.write_text(text.replace(purpose, f"{purpose} Luật này thay Quyết định số 3/QĐ-UBND."), encoding="utf-8")
    build(small, tmp_path / "data", embedder)
    return Index.open(tmp_path / "data", small, embedder)


@pytest.fixture
def named(village: Index) -> References:
    """Return what finds the documents of the village in a question."""
    return References(village.corpus.documents.values())


@pytest.fixture
def catalog(village: Index, named: References, phrases: Phrases) -> Catalog:
    """Return the catalog of the village."""
    return Catalog(village, phrases, "cán bộ làng", named)


@pytest.fixture
def told(catalog: Catalog, named: References) -> Callable[..., Answer]:
    """Return what answers a question about documents, of the plans that it names."""

    def tell(asked: str, *only: str) -> Answer:
        answer = catalog.answer(asked, named.find(asked), frozenset(only) or None)
        assert answer is not None
        return answer

    return tell


def test_stray_spaces_in_a_symbol_are_the_printers(told: Callable[..., Answer]) -> None:
    for number in ("3-QĐ/TW", "3/QĐ-UBND"):
        answer = told(f"{number} được nhắc ở đâu")
        assert [(s.document, s.locator) for s in answer.sources] == [("suoi-bac-2030", "II.2")]


def test_a_number_of_two_documents_of_one_sign_tells_both(told: Callable[..., Answer]) -> None:
    answer = told("QĐ 3 là gì")
    assert "2 văn bản khác nhau" in answer.text
    assert "Hội đồng làng trên" in answer.text and "UBND xã Suối Bạc" in answer.text
    assert "07/02/2029" in answer.text


def test_what_a_plan_that_was_named_says_of_a_document_is_left_to_the_search(
    catalog: Catalog, named: References
) -> None:
    found = named.find("3-QĐ/TW giao việc gì")
    assert catalog.answer("3-QĐ/TW giao việc gì", found, frozenset({"suoi-bac-2030"})) is None
    other = catalog.answer("3-QĐ/TW giao việc gì", found, frozenset({"doi-chim-2030"}))
    assert other is not None and other.outcome is Outcome.NOT_FOUND


def test_the_basis_of_one_plan_alone_is_told(catalog: Catalog, told: Callable[..., Answer]) -> None:
    asked = "căn cứ những văn bản nào"
    answer = told(asked, "suoi-bac-2030")
    assert "viện dẫn 4 văn bản" in answer.text
    for name in ("Luật Giữ gìn đường làng", "18-CT/TW", "3-QĐ/TW", "3/QĐ-UBND"):
        assert name in answer.text
    assert "18-CT/TTg" not in answer.text
    assert catalog.answer(asked, References(()).find(asked), frozenset({"suoi-bac-2030", "doi-chim-2030"})) is None
    assert catalog.answer(asked, References(()).find(asked), None) is None


def test_a_document_that_was_replaced_is_told_by_its_successor(told: Callable[..., Answer]) -> None:
    answer = told("Quyết định 3/QĐ-UBND còn hiệu lực không")
    assert "được thay bằng văn bản số 99/2030/QH16" in answer.text
    assert [(s.document, s.locator) for s in answer.sources] == [("luat-duong-lang", "Điều 1")]


def test_a_successor_that_is_not_held_is_not_claimed_on_the_word_of_a_plan(told: Callable[..., Answer]) -> None:
    answer = told("Quy định 3-QĐ/TW còn hiệu lực không")
    assert answer.outcome is Outcome.NOT_FOUND
    assert "hết hiệu lực" not in answer.text and "4-QĐ/TW" not in answer.text


@pytest.mark.parametrize(
    ("asked", "section"),
    [("ai ký kế hoạch", "kết"), ("kế hoạch số mấy", "mở đầu"), ("nơi nhận kế hoạch", "kết")],
)
def test_a_plans_own_data_is_read_from_its_head_or_end(asked: str, section: str, catalog: Catalog) -> None:
    passage = catalog.own_data(asked, ["suoi-bac-2030"])
    assert passage is not None
    assert (passage.citation.document, passage.citation.section) == ("suoi-bac-2030", section)
    assert catalog.own_data(asked, ["suoi-bac-2030", "doi-chim-2030"]) is None
    assert catalog.own_data(asked, []) is None
    assert catalog.own_data("mấy giờ quét đường", ["suoi-bac-2030"]) is None


PLAN = """ỦY BAN NHÂN DÂN
XÃ MINH TÂM
Số: 913/KH-UBND
KẾ HOẠCH
Làm đường năm 2026
Thực hiện Luật Tiếp công dân; Chỉ thị số 33/CT-TTg.
I. MỤC ĐÍCH
Làm đường xóm Quạ Vàng.
II. NỘI DUNG
1. Tổ đường báo cáo trước ngày 9/9/2026.
Nơi nhận:
- Đảng ủy xã;
"""
DECREE = "".join(f"Điều {n}. Bến số {n}\n1. Bến đò số {n} treo đèn.\n" for n in range(1, 9))
IMPORTED = (
    Entry(
        Document(
            "ke-hoach-913-minh-tam-2026",
            Kind.PLAN,
            "Kế hoạch làm đường năm 2026",
            "Kế hoạch năm 2026 của xã Minh Tâm",
            TextKind.OFFICIAL,
            number="913/KH-UBND",
            place="minh-tam",
            year=2026,
            expires=date(2026, 12, 31),
        ),
        PLAN,
    ),
    Entry(
        Document(
            "nghi-dinh-999-2026-nd-cp",
            Kind.DECREE,
            "Nghị định số 999/2026/NĐ-CP về bến đò",
            "Nghị định số 999/2026/NĐ-CP",
            TextKind.OFFICIAL,
            number="999/2026/NĐ-CP",
            issuer="Chính phủ",
            issued=date(2026, 2, 3),
            effective=date(2026, 4, 1),
        ),
        DECREE,
    ),
)


@pytest.fixture(scope="module")
def imported(
    shipped_data: Path, corpus_folder: Path, embedder: Embedder, tmp_path_factory: pytest.TempPathFactory
) -> Ask:
    """Return what answers from the shipped corpus and an imported decree and plan."""
    data = shutil.copytree(shipped_data, tmp_path_factory.mktemp("imported") / "data")
    Library(data / HOME).add(IMPORTED)
    build(corpus_folder, data, embedder)
    return Ask(Answerer.of(SureIndex.open(data, corpus_folder, embedder), corpus_folder))


@pytest.mark.parametrize(
    ("asked", "plan"),
    [
        ("Kế hoạch năm 2026 của xã Minh Tâm ghi gì", "ke-hoach-913-minh-tam-2026"),
        ("Kế hoạch năm 2026 của xã Minh Tâm căn cứ những văn bản nào", "ke-hoach-913-minh-tam-2026"),
        ("Kế hoạch của xã Minh Tâm căn cứ những văn bản nào", "ke-hoach-913-minh-tam-2026"),
        ("số kế hoạch năm 2026 của xã Minh Tâm là gì", "ke-hoach-913-minh-tam-2026"),
        ("913/KH-UBND là của ai", "ke-hoach-913-minh-tam-2026"),
        ("Kế hoạch năm 2024 của xã Minh Tâm căn cứ những văn bản nào", "minh-tam-2024"),
        ("số kế hoạch năm 2024 của xã Minh Tâm là gì", "minh-tam-2024"),
    ],
)
def test_of_the_plans_of_a_place_the_one_of_the_year_speaks(asked: str, plan: str, imported: Ask) -> None:
    assert {source.document for source in imported(asked).sources} == {plan}


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("Nghị định 999/2026/NĐ-CP ai ban hành", "Chính phủ"),
        ("999/2026/NĐ-CP ban hành ngày nào", "03/02/2026"),
        ("Nghị định 999/2026/NĐ-CP có hiệu lực từ ngày nào", "Có hiệu lực từ 01/4/2026."),
    ],
)
def test_an_imported_law_is_known_by_its_facts(asked: str, told: str, imported: Ask) -> None:
    answer = imported(asked)
    assert answer.outcome is Outcome.ANSWERED
    assert told in answer.text
    assert {source.document for source in answer.sources} == {"nghi-dinh-999-2026-nd-cp"}


def test_an_article_of_an_imported_law_is_its_own(imported: Ask) -> None:
    answer = imported("Điều 3 Nghị định 999/2026/NĐ-CP")
    places = {(s.document, s.locator.partition(" khoản")[0]) for s in answer.sources}
    assert places == {("nghi-dinh-999-2026-nd-cp", "Điều 3")}
