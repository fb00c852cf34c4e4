"""An accusation of a person is recognised, a question about the procedure is not one."""

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answer.accusation import accuses
from index.text import fold

GOLDEN = Path(__file__).parents[2] / "golden"


def rows(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (GOLDEN / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def accusations() -> list[str]:
    return [row["text"] for row in rows("danger") if row["category"] == "accusation"]


def test_accusations_are_seen() -> None:
    missed = [text for text in accusations() if not accuses(text)]
    assert len(missed) <= 0.05 * len(accusations()), missed


def test_accusations_without_marks_are_seen() -> None:
    missed = [text for text in accusations() if not accuses(fold(text))]
    assert len(missed) <= 0.1 * len(accusations()), missed


def test_ordinary_questions_are_not_accusations() -> None:
    texts = [row["text"] for row in rows("ordinary")]
    taken = [text for text in texts if accuses(text)]
    assert len(taken) <= 0.02 * len(texts), taken


@pytest.mark.parametrize(
    "text",
    [
        "ông B trưởng thôn ăn chặn tiền hộ nghèo",
        "ong B truong thon an chan tien ho ngheo",
        "TÔI TỐ CÁO ÔNG LÊ VĂN MẪN BÁN ĐẤT CÔNG",
        unicodedata.normalize("NFD", "bà Sáu thủ quỹ biển thủ quỹ nghĩa trang"),
    ],
)
def test_a_deed_of_a_person_is_an_accusation(text: str) -> None:
    assert accuses(text)


@pytest.mark.parametrize(
    "text",
    ["tố cáo cán bộ thôn thì nộp ở đâu", "thời hạn giải quyết tố cáo là bao lâu", "ai bầu trưởng thôn", "", "chào"],
)
def test_a_question_about_the_procedure_is_not(text: str) -> None:
    assert not accuses(text)


@given(st.text())
def test_any_text_is_judged(text: str) -> None:
    assert accuses(text) in {True, False}
