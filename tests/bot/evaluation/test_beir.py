"""A folder in BEIR layout: read, searched, measured."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.errors import BotError
from bot.evaluation.beir import measure, opened, read_trial
from index.embedder import open_embedder
from index.ranking import Way
from tests.conftest import ROOT, Danbiet

TEXTS = {
    "gieng": ("Luật Giữ giếng làng, Điều 3. Nạo giếng", "1. Mỗi năm nạo giếng một lần.\n2. Trưởng thôn gọi người."),
    "duong": ("Luật Giữ đường làng, Điều 5. Quét đường", "1. Mỗi tuần quét đường một lần.\n2. Ai vắng thì bù."),
    "dinh": ("Luật Giữ đình làng, Điều 1. Phạm vi", "Luật này nói về việc trông đình và cây đa."),
}
ASKED = {"q1": ("bao lâu nạo giếng", "gieng"), "q2": ("quet duong may lan", "duong"), "q3": ("cây đa đầu làng", "dinh")}


def write(folder: Path, **more: str) -> Path:
    corpus = [json.dumps({"_id": name, "title": title, "text": text}) for name, (title, text) in TEXTS.items()]
    queries = [json.dumps({"_id": name, "text": text}) for name, (text, _) in ASKED.items()]
    queries.append(json.dumps({"_id": "q9", "text": "không ai biết"}))
    rows = ["query-id\tcorpus-id\tscore", *(f"{name}\t{gold}\t1" for name, (_, gold) in ASKED.items()), "q1\tdinh\t0"]
    files = {"corpus.jsonl": corpus, "queries.jsonl": queries, "qrels/test.tsv": rows}
    (folder / "qrels").mkdir(parents=True)
    for name, lines in files.items():
        (folder / name).write_text(more.get(name, "\n".join(lines)), encoding="utf-8")
    return folder


def test_questions_without_a_judgement_are_left_out(tmp_path: Path) -> None:
    trial = read_trial(write(tmp_path / "lang"))
    assert (trial.name, len(trial.texts)) == ("lang", 3)
    assert list(zip(trial.questions, trial.gold, strict=True)) == [(text, [gold]) for text, gold in ASKED.values()]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda folder: (folder / "corpus.jsonl").unlink(),
        lambda folder: (folder / "queries.jsonl").write_text("{", encoding="utf-8"),
        lambda folder: (folder / "qrels" / "test.tsv").write_text("a\tb\n1\t2\n", encoding="utf-8"),
        lambda folder: (folder / "qrels" / "test.tsv").unlink(),
    ],
)
def test_broken_folder_is_told_in_words(tmp_path: Path, spoil: Callable[[Path], object]) -> None:
    folder = write(tmp_path / "lang")
    spoil(folder)
    with pytest.raises(BotError, match=r"corpus\.jsonl, queries\.jsonl, qrels"):
        read_trial(folder)


def test_texts_are_found_by_the_code_that_serves_people(tmp_path: Path) -> None:
    trial = read_trial(write(tmp_path / "lang"))
    with opened(trial, open_embedder(), ROOT / "corpus") as index:
        figures = measure(trial, index, list(Way))
    assert list(figures["retrieval"]) == ["typed", "stripped", "half", "phone", "unseen"]
    assert list(figures["retrieval"]["typed"]) == ["BM25 alone", "lexical", "dense", "fused", "reranked"]
    assert figures["retrieval"]["stripped"]["reranked"]["hit@1"]["value"] == 1
    assert figures["ms"] > 0


def test_the_command_measures_a_folder(tmp_path: Path, danbiet: Danbiet) -> None:
    folder = write(tmp_path / "lang")
    ran = danbiet("evaluate", str(folder), "--only", "fused", "--json")
    assert ran.returncode == 0
    figures = json.loads(ran.stdout)
    assert list(figures["retrieval"]["typed"]) == ["BM25 alone", "fused"]
    shown = danbiet("evaluate", str(folder), "--only", "lexical").stdout
    assert "lang: 3 văn bản, 3 câu hỏi" in shown
    assert "BM25 alone" in shown


def test_the_command_refuses_a_folder_that_is_none(tmp_path: Path, danbiet: Danbiet) -> None:
    ran = danbiet("evaluate", str(tmp_path / "nowhere"))
    assert ran.returncode == 2
    assert "corpus.jsonl" in ran.stderr
    assert "Traceback" not in ran.stderr
