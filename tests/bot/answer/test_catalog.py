"""Documents that are only cited: who, when and where are known, what they say is not."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from bot.answer.answerer import Answerer
from bot.answer.catalog import Catalog
from bot.answer.cite import day
from bot.answer.talk import Phrases
from bot.domain import Answer, Outcome
from index.build import build
from index.document import Corpus, Document, Kind, TextKind
from index.embedder import Embedder
from index.library import number_key
from index.references import References
from index.search import Index

ON = date(2026, 11, 20)


@pytest.fixture
def ask(sure: Answerer) -> "Ask":
    return Ask(sure)


class Ask:
    def __init__(self, answerer: Answerer) -> None:
        self._answerer = answerer

    def __call__(self, question: str) -> Answer:
        return self._answerer.answer(question, on=ON)


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


PLANS = {
    "nhon-hau-2024": "xã Nhơn Hậu",
    "hong-linh-2023": "thị xã Hồng Lĩnh",
    "hon-quan-2024": "huyện Hớn Quản",
    "minh-tam-2024": "xã Minh Tâm",
    "thuy-hung-2024": "xã Thụy Hùng",
}
# Cited in some place by name or by congress alone, without the number that the catalog knows them by, or, 04-CTr/BCĐ,
# found by a title that other texts use of something else.
BY_NAME = frozenset({"04-NQ/TW", "21-KL/TW", "217-QĐ/TW", "218-QĐ/TW", "04-CTr/BCĐ"})


@dataclass(frozen=True)
class Cited:
    """A document that plans cite, as read by a person: its number and each place, (plan, its words there)."""

    number: str
    places: tuple[tuple[str, str], ...]


@pytest.fixture(scope="session")
def cited(shared: Path) -> list[Cited]:
    """Return the numbered documents that the plans cite, with every place."""
    path = shared / "facts" / "citations.json"
    if not path.exists():
        pytest.skip("the facts are not here")
    rows = json.loads(path.read_text(encoding="utf-8"))["documents"]
    numbered = [row for row in rows if row["canonical_number"]]
    return [
        Cited(row["canonical_number"], tuple((o["plan"], o["quote"]) for o in row["occurrences"])) for row in numbered
    ]


def known(index: Index, number: str) -> Document:
    """Return the document of that number."""
    key = number_key(number)
    return next(
        d for d in index.corpus.documents.values() if key in {number_key(name) for name in (d.number, *d.aliases)}
    )


def spans(quote: str, text: str) -> list[tuple[int, int]]:
    """Return where a text holds a quote, whatever its breaks."""
    letters = map(re.escape, re.sub(r"\s", "", quote))
    return [match.span() for match in re.finditer(r"\s*".join(letters), text)]


def test_every_numbered_document_is_found_in_exactly_the_plans_that_cite_it(
    cited: list[Cited], shipped_index: Index
) -> None:
    wrong = {}
    for one in cited:
        citing = {p.citation.document for p in shipped_index.citing(known(shipped_index, one.number))} & {*PLANS}
        wanted = {plan for plan, _ in one.places}
        if citing != wanted and one.number not in BY_NAME:
            wrong[one.number] = (sorted(citing - wanted), sorted(wanted - citing))
    assert wrong == {}
    assert len(cited) >= 60


def test_every_place_of_a_citation_is_inside_a_passage_that_is_found(
    cited: list[Cited], shipped_index: Index, shipped_corpus: Corpus
) -> None:
    missed = []
    for one in cited:
        if one.number in BY_NAME:
            continue
        citing = shipped_index.citing(known(shipped_index, one.number))
        for plan, quote in one.places:
            for start, end in spans(quote, shipped_corpus.texts[plan]):
                own = [p for p in citing if p.citation.document == plan]
                if not any(p.start < end and start < p.end for p in own):
                    missed.append((one.number, plan, quote[:60]))
    assert missed == []


def test_where_each_document_is_cited_is_answered_with_every_plan_and_no_other(
    cited: list[Cited], shipped_index: Index, ask: "Ask"
) -> None:
    for one in cited:
        document = known(shipped_index, one.number)
        if one.number in BY_NAME or (document.normative and document.text is not TextKind.CITED_ONLY):
            continue  # laws are cited by laws as well, and told by their plans: see the next test
        answer = ask(f"{one.number} được nhắc tới ở đâu?")
        assert answer.outcome is Outcome.ANSWERED, one.number
        told = {source.document for source in answer.sources}
        assert told == {plan for plan, _ in one.places}, one.number
        for name in PLANS:
            assert (shipped_index.document(name).short in answer.text) == (name in told), (one.number, name)


@pytest.mark.parametrize(
    ("law", "plans"),
    [
        ("Luật Tiếp công dân", {"hon-quan-2024", "minh-tam-2024"}),
        ("Luật Khiếu nại", {"minh-tam-2024"}),
        ("Luật Tố cáo", {"minh-tam-2024"}),
        ("Nghị định 61/2023/NĐ-CP", {"nhon-hau-2024", "thuy-hung-2024"}),
        ("Luật Thực hiện dân chủ ở cơ sở", {*PLANS} - {"hong-linh-2023"}),
    ],
)
def test_the_plans_that_cite_a_law_are_told_not_the_laws_that_do(law: str, plans: set[str], ask: "Ask") -> None:
    answer = ask(f"Kế hoạch nào nhắc đến {law}?")
    assert answer.outcome is Outcome.ANSWERED
    assert {source.document for source in answer.sources} == plans
    assert all(not source.locator.startswith("Điều") for source in answer.sources)
    assert f"được nhắc tới trong {len(plans)} văn bản của kho" in answer.text


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("asked", ["căn cứ những văn bản nào?", "vien dan nhung van ban nao", "dựa vào văn bản nào"])
def test_what_a_plan_stands_on_is_listed_with_every_numbered_document(
    plan: str, asked: str, cited: list[Cited], shipped_index: Index, ask: "Ask"
) -> None:
    answer = ask(f"Kế hoạch của {PLANS[plan]} {asked}")
    assert answer.outcome is Outcome.ANSWERED
    assert [source.document for source in answer.sources] == [plan]
    told = answer.more or answer.text
    lines = [line for line in told.splitlines() if line.startswith("•")]
    assert f"viện dẫn {len(lines)} văn bản" in answer.text
    wanted = {one.number for one in cited if plan in {name for name, _ in one.places}} - BY_NAME
    for number in wanted:
        document = known(shipped_index, number)
        assert any(document.short in line for line in lines), number
    for line in lines:
        assert "(mục " in line or "(phần " in line or "(II" in line, line


def test_a_plan_does_not_stand_on_itself(ask: "Ask") -> None:
    answer = ask("Kế hoạch của xã Thụy Hùng căn cứ những văn bản nào?")
    assert "150-KH/ĐU" not in (answer.more or answer.text).partition("Căn cứ:")[0]


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ("chỉ thị 18", ("18/2000/CT-TTg", "18-CT/TW", "18/CT-UBND")),
        ("Chỉ thị số 18 la gi", ("18/2000/CT-TTg", "18-CT/TW", "18/CT-UBND")),
        ("chỉ thị 29", ()),
        ("QĐ 217 và 218 của ai", ("217-QĐ/TW", "218-QĐ/TW")),
    ],
)
def test_a_bare_number_lists_each_document_that_it_may_be_once(
    asked: str, numbers: tuple[str, ...], ask: "Ask"
) -> None:
    answer = ask(asked)
    lines = [line for line in answer.text.splitlines() if line.startswith("• ")]
    assert len(lines) == len(numbers)
    for number in numbers:
        assert sum(number in line for line in lines) == 1
    if numbers:
        assert answer.outcome is Outcome.ANSWERED
        assert f"{len(numbers)} văn bản khác nhau" in answer.text


def test_every_document_that_is_only_cited_is_known_by_its_facts(shipped_index: Index, ask: "Ask") -> None:
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


def test_what_replaced_a_document_is_told_with_the_law_that_says_so(shipped_index: Index, ask: "Ask") -> None:
    gone = [d for d in shipped_index.corpus.documents.values() if d.replaced_by and d.text is TextKind.CITED_ONLY]
    assert len(gone) >= 8
    for document in gone:
        answer = ask(f"{document.number} còn hiệu lực không?")
        assert answer.outcome is Outcome.ANSWERED, document.id
        assert "đã hết hiệu lực" in answer.text
        assert all(number in answer.text for number in document.replaced_by), document.id
        assert len(answer.sources) == 1


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
    asked: str, told: tuple[str, ...], articles: set[str], ask: "Ask"
) -> None:
    answer = ask(asked)
    assert answer.outcome is Outcome.ANSWERED
    assert all(number in answer.text for number in told)
    assert {source.locator.split()[1] for source in answer.sources} <= articles
    assert len({source.document for source in answer.sources}) == 1


def test_every_law_held_whole_tells_its_version_its_issuer_and_its_day(shipped_index: Index, ask: "Ask") -> None:
    for document in shipped_index.corpus.documents.values():
        if not document.in_force_by or len(document.number) > 20:
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


@pytest.mark.parametrize(
    "asked",
    [
        "Luật Tiếp công dân quy định chủ tịch xã tiếp dân mấy ngày",
        "theo Luật Khiếu nại thì nộp đơn cho ai",
        "Nghị định 61 nói hương ước do ai soạn",
    ],
)
def test_what_a_held_law_says_is_not_a_question_about_the_law(asked: str, ask: "Ask") -> None:
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
    """Return the tiny corpus with two more documents that its first plan cites."""
    manifest, plan = small / "manifest.toml", small / "plans/suoi-bac.txt"
    manifest.write_text(manifest.read_text(encoding="utf-8") + OWN, encoding="utf-8")
    text = plan.read_text(encoding="utf-8")
    added = "2. Kinh phí theo Quy định 3 -QĐ/TW và Quyết định số 3/QĐ- UBND do xã lo"
    plan.write_text(text.replace("2. Kinh phí do xã lo", added), encoding="utf-8")
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
    assert [source.document for source in answer.sources] == ["suoi-bac-2030"]


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
