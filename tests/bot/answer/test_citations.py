"""Which document which plan cites, where: told from both ends, against what a person read in the plans."""

import json
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from bot.answer.answerer import Answerer
from bot.domain import Outcome
from index.document import Corpus, Document
from index.library import number_key
from index.search import Index

ON = date(2026, 11, 20)
PLANS = {
    "nhon-hau-2024": "xã Nhơn Hậu",
    "hong-linh-2023": "thị xã Hồng Lĩnh",
    "hon-quan-2024": "huyện Hớn Quản",
    "minh-tam-2024": "xã Minh Tâm",
    "thuy-hung-2024": "xã Thụy Hùng",
}


@dataclass(frozen=True)
class Cited:
    """A document that plans cite, as read by a person: its number or title and each place, (plan, its words there)."""

    name: str
    places: tuple[tuple[str, str], ...]

    @property
    def plans(self) -> set[str]:
        """Return the plans that cite it."""
        return {plan for plan, _ in self.places}


@pytest.fixture(scope="session")
def cited(shared: Path) -> list[Cited]:
    """Return the documents that the plans cite, with every place."""
    path = shared / "facts" / "citations.json"
    if not path.exists():
        pytest.skip("the facts are not here")
    rows = json.loads(path.read_text(encoding="utf-8"))["documents"]
    return [
        Cited(row["canonical_number"] or row["title"], tuple((o["plan"], o["quote"]) for o in row["occurrences"]))
        for row in rows
    ]


def known(index: Index, name: str) -> Document:
    """Return the document of that number, or of that title where it has none."""
    key = number_key(name)
    return next(
        d
        for d in index.corpus.documents.values()
        if key in {number_key(own) for own in (d.number or d.title, *d.aliases)}
    )


def spans(quote: str, text: str) -> list[tuple[int, int]]:
    """Return where a text holds a quote, whatever its breaks."""
    letters = map(re.escape, re.sub(r"\s", "", quote))
    return [match.span() for match in re.finditer(r"\s*".join(letters), text)]


def test_every_document_is_found_in_exactly_the_plans_that_cite_it(cited: list[Cited], shipped_index: Index) -> None:
    wrong = {}
    for one in cited:
        citing = {p.citation.document for p in shipped_index.citing(known(shipped_index, one.name))} & {*PLANS}
        if citing != one.plans:
            wrong[one.name] = (sorted(citing - one.plans), sorted(one.plans - citing))
    assert wrong == {}
    assert len(cited) >= 66


def test_every_place_of_a_citation_is_inside_a_passage_that_is_found(
    cited: list[Cited], shipped_index: Index, shipped_corpus: Corpus
) -> None:
    missed = []
    for one in cited:
        citing = shipped_index.citing(known(shipped_index, one.name))
        for plan, quote in one.places:
            for start, end in spans(quote, shipped_corpus.texts[plan]):
                own = [p for p in citing if p.citation.document == plan]
                if not any(p.start < end and start < p.end for p in own):
                    missed.append((one.name, plan, quote[:60]))
    assert missed == []


def test_where_each_document_is_cited_is_answered_with_every_plan_and_no_other(
    cited: list[Cited], shipped_index: Index, sure: Answerer
) -> None:
    for one in cited:
        answer = sure.answer(f"{one.name} được nhắc tới ở đâu?", on=ON)
        assert answer.outcome is Outcome.ANSWERED, one.name
        told = {source.document for source in answer.sources}
        assert told == one.plans, one.name
        assert one.name in answer.text
        for name in PLANS:
            assert (shipped_index.document(name).short in answer.text) == (name in told), (one.name, name)


@pytest.mark.parametrize(
    ("number", "plans"),
    [
        ("04-NQ/TW", {"hong-linh-2023", "thuy-hung-2024"}),  # "Nghị quyết Trung ương 4 (khóa XII)"
        ("21-KL/TW", {"thuy-hung-2024"}),
        ("217-QĐ/TW", {"nhon-hau-2024", "thuy-hung-2024"}),
        ("04-CTr/BCĐ", {"nhon-hau-2024"}),  # others have a "Chương trình công tác năm" of their own
    ],
)
def test_a_document_is_found_where_it_is_cited_by_name_and_not_where_its_title_is_a_common_one(
    number: str, plans: set[str], sure: Answerer
) -> None:
    answer = sure.answer(f"{number} được nhắc ở đâu", on=ON)
    assert answer.outcome is Outcome.ANSWERED
    assert {source.document for source in answer.sources} == plans


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
def test_the_plans_that_cite_a_law_are_told_not_the_laws_that_do(law: str, plans: set[str], sure: Answerer) -> None:
    answer = sure.answer(f"Kế hoạch nào nhắc đến {law}?", on=ON)
    assert answer.outcome is Outcome.ANSWERED
    assert {source.document for source in answer.sources} == plans
    assert all(not source.locator.startswith("Điều") for source in answer.sources)
    assert f"được nhắc tới trong {len(plans)} văn bản của kho" in answer.text


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("asked", ["căn cứ những văn bản nào?", "vien dan nhung van ban nao", "dựa vào văn bản nào"])
def test_what_a_plan_stands_on_is_listed_with_every_document_that_a_person_found_and_no_other(
    plan: str, asked: str, cited: list[Cited], sure: Answerer
) -> None:
    answer = sure.answer(f"Kế hoạch của {PLANS[plan]} {asked}", on=ON)
    assert answer.outcome is Outcome.ANSWERED
    assert [source.document for source in answer.sources] == [plan]
    lines = [line for line in (answer.more or answer.text).splitlines() if line.startswith("•")]
    wanted = [one.name for one in cited if plan in one.plans]
    assert [name for name in wanted if sum(name in line for line in lines) != 1] == []
    assert len(lines) == len(wanted)
    assert f"viện dẫn {len(lines)} văn bản" in answer.text
    for line in lines:
        assert "(mục " in line or "(phần " in line or "(II" in line, line


def test_a_document_without_a_number_is_listed_by_its_title(sure: Answerer) -> None:
    answer = sure.answer("Kế hoạch của xã Minh Tâm căn cứ những văn bản nào?", on=ON)
    assert "viện dẫn 19 văn bản" in answer.text
    for title in ("Đại hội đại biểu toàn quốc lần thứ XIII của Đảng", "Đại hội Đảng bộ tỉnh nhiệm kỳ 2020 - 2025"):
        assert f"• Nghị quyết {title} (mục II.1)" in (answer.more or answer.text)


def test_a_plan_does_not_stand_on_itself(sure: Answerer) -> None:
    answer = sure.answer("Kế hoạch của xã Thụy Hùng căn cứ những văn bản nào?", on=ON)
    assert "150-KH/ĐU" not in (answer.more or answer.text).partition("Căn cứ:")[0]
