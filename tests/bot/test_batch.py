"""The JSON contract: others evaluate through it."""

import io
import json
import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.answer.answerer import Answerer
from bot.batch import answer_json, run_batch
from bot.domain import Answer, Outcome
from index.document import Corpus, Hit
from tests.conftest import Danbiet

ON = date(2026, 11, 20)
KEYS = [
    "id",
    "status",
    "answer",
    "more",
    "understood",
    "choices",
    "citations",
    "retrieved",
    "confidence",
    "elapsed_ms",
]
STATUSES = {"answered", "clarify", "not_found", "out_of_scope", "chitchat", "handed_over", "error"}
KINDS = {"official", "digest", "catalog", "approved"}
ARTICLE = "Điều 13 khoản 2 luật dân chủ cơ sở nói gì?"
Line = dict[str, Any]


def batch(answerer: Answerer, *lines: object) -> list[Line]:
    """Run lines, each a JSON value or the text of a line, and return what is written, as a strict reader reads it."""
    texts = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines]
    out = io.StringIO()
    assert run_batch(answerer, [f"{text}\n" for text in texts], out, ON) == 0
    written = out.getvalue().encode("utf-8").decode("utf-8").split("\n")
    assert written.pop() == ""
    return [json.loads(line, parse_constant=pytest.fail) for line in written]


def question(text: str = ARTICLE, **more: object) -> Line:
    return {"id": "q1", "question": text, "on": "2026-11-20", **more}


def test_an_answer_has_the_keys_of_the_contract(answerer: Answerer) -> None:
    (line,) = batch(answerer, question())
    assert list(line) == KEYS
    assert (line["id"], line["status"]) == ("q1", "answered")
    assert line["status"] in STATUSES
    assert 0 < len(line["answer"]) <= 1_200
    assert isinstance(line["more"], str) and isinstance(line["understood"], str)
    assert 0 <= line["confidence"] <= 1
    assert line["elapsed_ms"] > 0


def test_a_citation_is_a_whole_stored_passage(answerer: Answerer, shipped_corpus: Corpus) -> None:
    (line,) = batch(answerer, question())
    stored = {
        (passage.citation.document, passage.citation.locator): passage.text for passage in shipped_corpus.passages
    }
    assert [list(cited) for cited in line["citations"]] == [
        ["document", "number", "title", "locator", "quote", "text_kind"]
    ]
    (cited,) = line["citations"]
    assert (cited["document"], cited["number"], cited["locator"]) == (
        "luat-10-2022-qh15",
        "10/2022/QH15",
        "Điều 13 khoản 2",
    )
    assert cited["quote"] == stored[cited["document"], cited["locator"]]
    assert cited["text_kind"] in KINDS


def test_ten_passages_are_retrieved_whatever_the_status(answerer: Answerer, shipped_corpus: Corpus) -> None:
    stored = {(p.citation.document, p.citation.locator, p.text) for p in shipped_corpus.passages}
    for line in batch(answerer, question(), question("cách nấu phở bò Nam Định"), question("Điều 95 nói gì?")):
        assert len(line["retrieved"]) == 10, line["status"]
        for hit in line["retrieved"]:
            assert list(hit) == ["document", "number", "locator", "text", "score"]
            assert (hit["document"], hit["locator"], hit["text"]) in stored
            assert isinstance(hit["score"], float)


def test_a_document_without_a_number_has_null(answerer: Answerer) -> None:
    lines = batch(answerer, question("Hạn báo cáo 6 tháng của xã Minh Tâm?", place="minh-tam"))
    plans = [hit for hit in lines[0]["retrieved"] if hit["document"] == "minh-tam-2024"]
    assert plans
    assert all(hit["number"] is None for hit in plans)


def test_lines_are_answered_in_order(answerer: Answerer) -> None:
    lines = batch(answerer, *({"id": number, "question": f"Điều {number}"} for number in (7, 3, 95, 11)))
    assert [line["id"] for line in lines] == [7, 3, 95, 11]
    assert [line["status"] for line in lines] == ["answered", "answered", "not_found", "answered"]


@pytest.mark.parametrize("name", ["chữ", 7, 1.5, None, True, ["a"], {"b": 1}])
def test_an_id_comes_back_as_it_was(name: object, answerer: Answerer) -> None:
    assert batch(answerer, {"id": name, "question": "xin chào"})[0]["id"] == name


def test_a_question_needs_no_id(answerer: Answerer) -> None:
    assert batch(answerer, {"question": "xin chào"})[0]["id"] is None


@pytest.mark.parametrize(
    "line",
    [
        "đây không phải JSON",
        '{"id": 1, "question": "xã',
        "[]",
        '"xã phải công khai gì"',
        "null",
        "5",
        '{"id": 1}',
        '{"id": 1, "question": null}',
        '{"id": 1, "question": 5}',
        '{"id": 1, "question": ["xã"]}',
        '{"id": 1, "question": "a", "history": "b"}',
        '{"id": 1, "question": "a", "history": {}}',
        '{"id": 1, "question": "a", "history": [1]}',
        '{"id": 1, "question": "a", "history": [null]}',
        '{"id": 1, "question": "a", "place": 5}',
        '{"id": 1, "question": "a", "place": ["minh-tam"]}',
        '{"id": 1, "question": "a", "on": 20261120}',
        '{"id": 1, "question": "a", "on": "20/11/2026"}',
        '{"id": 1, "question": "a", "on": "2026-02-30"}',
        '{"id": 1, "question": "a", "on": "hôm nay"}',
        '{"id": NaN, "question": "a"}',
        "[" * 100_000,
        "\x00",
    ],
    ids=lambda line: line[:40],
)
def test_a_malformed_line_is_told_by_its_number_and_the_batch_goes_on(line: str, answerer: Answerer) -> None:
    before, wrong, after = batch(answerer, question("xin chào"), line, question("cảm ơn"))
    assert (before["status"], after["status"]) == ("chitchat", "chitchat")
    assert (wrong["id"], wrong["line"], wrong["status"]) == (None, 2, "error")
    assert wrong["answer"]
    assert set(KEYS) <= set(wrong)


def test_a_fault_in_one_question_does_not_end_the_batch(caplog: pytest.LogCaptureFixture) -> None:
    first, second = batch(Stumbling(), {"id": "a", "question": "vấp"}, {"id": "b", "question": "xin chào"})  # type: ignore[arg-type]
    assert (first["id"], first["line"], first["status"]) == ("a", 1, "error")
    assert "bên trong" not in json.dumps(first, ensure_ascii=False)
    assert (second["id"], second["status"]) == ("b", "chitchat")
    assert "could not be answered" in caplog.text


class Stumbling:
    """An answerer with a fault."""

    def answer(self, question: str, *_: object, **__: object) -> Answer:
        if question == "vấp":
            raise RuntimeError("bên trong")
        return Answer(Outcome.CHITCHAT, "Chào ông/bà.")

    def nearest(self, _question: str) -> tuple[Hit, ...]:
        return ()


def test_empty_lines_are_passed_over_but_counted(answerer: Answerer) -> None:
    lines = batch(answerer, "", question("xin chào"), "   ", "hỏng")
    assert [line["status"] for line in lines] == ["chitchat", "error"]
    assert lines[1]["line"] == 4


def test_optional_values_may_be_null_or_empty(answerer: Answerer) -> None:
    plain, null, empty = batch(
        answerer,
        {"question": ARTICLE},
        {"question": ARTICLE, "history": None, "place": None, "on": None},
        {"question": ARTICLE, "history": [], "place": "", "on": ""},
    )
    assert plain["answer"] == null["answer"] == empty["answer"]


def test_history_gives_a_follow_up_its_topic(answerer: Answerer) -> None:
    history = ["Hạn báo cáo 6 tháng của xã Nhơn Hậu?"]
    (line,) = batch(answerer, question("con Minh Tam thi sao?", history=history))
    assert "bao cao 6 thang" in line["understood"] or "báo cáo 6 tháng" in line["understood"]


def test_place_and_date_are_heard(answerer: Answerer) -> None:
    (line,) = batch(answerer, question("thời hạn báo cáo định kỳ", place="Minh Tam"))
    plans = {hit["document"] for hit in line["retrieved"] if not hit["document"].startswith(("luat-", "nghi-"))}
    assert plans == {"minh-tam-2024"}


ODD = {
    "1 MB": "xã phải công khai gì " * 50_000,
    "controls": "xã\x00 phải\x1b[31m công\x07 khai gì",
    "tags": "xã phải công khai \U000e0041\U000e0042 gì",
    "NFD": unicodedata.normalize("NFD", "xã phải công khai gì"),
    "line separators": "xã phải\u2028công\x85khai\u2029gì",
    "quotes": 'xã "phải\\ công khai\n gì',
    "emoji": "👨‍👩‍👧‍👦🏳️‍🌈",
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())
def test_odd_text_gets_one_line_and_a_clear_status(text: str, answerer: Answerer) -> None:
    odd, after = batch(answerer, question(text), question("xin chào"))
    assert odd["status"] in STATUSES - {"error"}
    assert 0 < len(odd["answer"]) <= 1_200
    assert after["status"] == "chitchat"


@pytest.mark.parametrize(
    "line",
    [
        r'{"id": "a", "question": "xã phải \ud800 công khai gì"}',
        r'{"id": "\udfff", "question": "xã phải công khai gì"}',
        r'{"id": "a", "question": "xã phải công khai gì", "history": ["\ud800 thôn họp"], "place": "\udc00"}',
    ],
)
def test_half_a_surrogate_pair_is_read_and_written_as_text(line: str, answerer: Answerer) -> None:
    (answered,) = batch(answerer, line)
    assert answered["status"] in STATUSES - {"error"}


def test_an_escaped_emoji_is_one_letter(answerer: Answerer) -> None:
    assert batch(answerer, r'{"id": "\ud83d\ude42", "question": "xin chào"}')[0]["id"] == "🙂"


def test_one_question_gives_the_same_object(answerer: Answerer) -> None:
    one = answer_json(answerer, question(), ON)
    (line,) = batch(answerer, question())
    del one["elapsed_ms"], line["elapsed_ms"]
    assert one == line


def test_nothing_but_answers_on_stdout_and_nothing_but_the_index_in_data(danbiet: Danbiet, tmp_path: Path) -> None:
    file, data = tmp_path / "questions.jsonl", tmp_path / "data"
    rows = [question(), question("Ông Khỉ Gió chủ tịch xã ăn hối lộ"), question("xin chào", id="q3")]
    file.write_text("\n".join([*(json.dumps(row, ensure_ascii=False) for row in rows), "hỏng"]), encoding="utf-8-sig")
    done = danbiet("ask", "--json", "--batch", str(file), data=data)  # the index is built on the way
    assert done.returncode == 0
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["id"] for line in lines] == ["q1", "q1", "q3", None]
    assert [path.name for path in data.iterdir()] == ["index"]
    assert not any("Khỉ Gió".encode() in path.read_bytes() for path in files(data))


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_questions_come_from_stdin_in_any_locale(danbiet: Danbiet) -> None:
    line = json.dumps(question("Điều 95 nói gì?"), ensure_ascii=False)
    done = danbiet("ask", "--json", "--batch", "-", stdin=f"\ufeff{line}\n", PYTHONIOENCODING="ascii", LC_ALL="C")
    assert done.returncode == 0
    assert json.loads(done.stdout)["status"] == "not_found"


def test_a_file_that_is_not_there_is_said_in_one_line(danbiet: Danbiet, tmp_path: Path) -> None:
    done = danbiet("ask", "--batch", str(tmp_path / "khong-co.jsonl"))
    assert (done.returncode, done.stdout) == (2, "")
    assert "khong-co.jsonl" in done.stderr and done.stderr.count("\n") == 1
