"""The procedures of the law: every step stands where it is said to, and has its day."""

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from icalendar import Calendar

from bot.__main__ import main
from bot.answer.answerer import Answerer
from bot.answer.procedures import Procedure, day_named, procedures
from bot.domain import Outcome
from index.search import Index
from tests.conftest import ROOT

ON = date(2026, 11, 20)
ALL = procedures(tomllib.loads((ROOT / "corpus/procedures.toml").read_text(encoding="utf-8"))["procedure"])
ELECTION = next(procedure for procedure in ALL if procedure.id == "bau-truong-thon")
_NUMBER = re.compile(r"(?<![\d/])0?(\d+)(?= (?:\([^)]*\) )?ngày)")


@pytest.mark.parametrize("procedure", ALL, ids=lambda procedure: procedure.id)
def test_every_step_stands_where_it_is_said_to(procedure: Procedure, shipped_index: Index) -> None:
    ids = {step.id for step in procedure.steps if step.id}
    for step in procedure.steps:
        assert step.source and len(step.what) <= 170
        assert not step.of or step.of in ids
        texts = []
        for place in step.source:
            document, _, locator = place.partition(" | ")
            _, article, *clause = locator.split()
            found = shipped_index.article(document, article, ON)
            own = [p for p in found if not clause or p.citation.clause == clause[-1]]
            assert own, place
            texts += [" ".join((*p.headings, p.text)) for p in own]
        numbers = set(_NUMBER.findall(" ".join(texts)))
        days = {str(value) for value in (step.before, step.after) if value}
        assert days <= numbers, (step.what, days, numbers)


def test_the_days_of_an_election() -> None:
    days = [day for _, day in ELECTION.dated(date(2026, 12, 20)) if day]
    assert days[:5] == [
        date(2026, 11, 30),
        date(2026, 12, 5),
        date(2026, 12, 10),
        date(2026, 12, 13),
        date(2026, 12, 18),
    ]
    assert days[-2:] == [date(2026, 12, 25), date(2027, 1, 4)]  # five working days, then five more


def test_a_question_gets_the_steps_with_their_days_and_what_is_late(answerer: Answerer) -> None:
    answer = answerer.answer("bầu trưởng thôn ngày 5/12/2026 thì phải làm gì trước?", on=ON)
    assert answer.outcome is Outcome.ANSWERED
    assert "14 bước" in answer.text
    assert "Chậm nhất 15/11/2026 (đã trễ)" in answer.text
    assert "Chậm nhất 25/11/2026:" in answer.text
    assert "Nghị định số 59/2023/NĐ-CP" in answer.text
    assert len(answer.text) <= 1_200
    assert "Mẫu số 05" in answer.more


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Trình tự bầu trưởng thôn cho em xin", "Bầu Trưởng thôn"),
        ("cac buoc sua huong uoc", "Sửa đổi"),
        ("quy trình làm hương ước", "Soạn thảo"),
        ("quy trinh tiep cong dan o xa", "Tiếp công dân"),
        ("các bước lập ban giám sát đầu tư của cộng đồng", "Giám sát đầu tư"),
        ("trình tự cho thôi trưởng thôn", "ho thôi làm Trưởng thôn"),
    ],
)
def test_each_is_found_by_how_people_ask(answerer: Answerer, question: str, name: str) -> None:
    assert name in answerer.answer(question, on=ON).text.partition("\n")[0]


def test_days_are_read_with_and_without_a_year() -> None:
    assert day_named("ngày 20/12/2026", ON) == date(2026, 12, 20)
    assert day_named("hôm 20/12", ON) == date(2026, 12, 20)
    assert day_named("hôm 3/2", ON) == date(2027, 2, 3)
    assert day_named("ngày 31/2/2027", ON) is None


def test_the_command_prints_and_writes_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ics, docx = tmp_path / "a.ics", tmp_path / "a.docx"
    arguments = ["procedure", "bau-truong-thon", "--on", "2026-12-20", "--ics", str(ics), "--docx", str(docx)]
    assert main(arguments) == 0
    assert "30/11/2026" in capsys.readouterr().out
    events = Calendar.from_ical(ics.read_bytes()).walk("VEVENT")
    assert min(event["dtstart"].dt for event in events) == date(2026, 11, 30)
    headings = [paragraph.text for paragraph in Document(str(docx)).paragraphs]
    assert any("Chữ ký" in heading for heading in headings)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["khong-co"], "không có thủ tục"),
        (["bau-truong-thon", "--ics", "/nowhere/a.ics"], "--on"),
        (["hoi-nghi-doi-thoai", "--docx", "/nowhere/a.docx"], "không có biên bản"),
    ],
)
def test_what_cannot_be_done_is_said(arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["procedure", *arguments]) == 2
    assert told in capsys.readouterr().err
