"""Documents that are only cited: who, when and where are known, what they say is not."""

from datetime import date

import pytest

from bot.answer.answerer import Answerer
from bot.domain import Answer, Outcome

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
