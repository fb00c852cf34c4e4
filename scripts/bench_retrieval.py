"""How fast the search finds, alone and with the national codification beside our texts, and what that costs in hits."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from bot.answer.answerer import Answerer
from bot.app import CORPUS, open_index
from bot.config import Settings
from bot.evaluation.gold import is_right
from bot.evaluation.golden import JUDGE, read_rows
from index.search import Index
from scripts.bench_house import ROOT, environment
from scripts.bench_library import codification, run_danbiet

COLD_RUNS = 5
WANTED = {  # the most of each: ms, MB, hit@3
    "p50_ms": 3.0,
    "p95_ms": 10.0,
    "p95_ms_national": 25.0,
    "cold_ms": 500.0,
    "rss_mb": 150.0,
    "hit3_loss_national": 0.01,
}
_COLD = """
import re, sys
from pathlib import Path
from index.embedder import open_embedder
from index.search import Index
index = Index.open(Path(sys.argv[1]), Path(sys.argv[2]), open_embedder())
assert index.search(index.query("xa phai cong khai nhung gi")).hits
print(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
"""
Row = Mapping[str, Any]


def retrieval(passes: int, share: float) -> tuple[dict[str, Any], Sequence[str], bool]:
    """Return the figures, lines that explain them, and whether they keep to what is wanted; golden rows as typed."""
    rows = [row for row in read_rows() if not row["history"]][:: max(1, round(1 / share))]
    settings = Settings.from_env()
    index = open_index(settings)
    times = _times(index, rows, passes)
    figures: dict[str, Any] = {
        "n": len(rows),
        **_spread(times),
        "questions_per_s": round(1000 / float(np.mean(times)), 1),
    }
    figures["cold_ms"], figures["rss_mb"] = _cold(settings.data)
    notes = [f"empty Python: {_timed([sys.executable, '-c', 'pass']):.0f} ms from start to exit"]
    alone = _hit3(index, rows)
    with tempfile.TemporaryDirectory() as folder:
        if (source := codification(Path(folder), share)) is not None:
            data = Path(folder) / "data"
            run_danbiet(data, "corpus", "build")
            run_danbiet(data, "corpus", "add", str(source), "--yes", "--public")
            national = open_index(replace(settings, data=data))
            figures["p95_ms_national"] = _spread(_times(national, rows, 1))["p95_ms"]
            figures["passages_national"] = len(national.corpus.passages)
            beside = _hit3(national, rows)
            figures["hit3_loss_national"] = round(alone - beside, 4)
            notes.append(f"hit@3 of the judging part: {alone:.4f} alone, {beside:.4f} with the codification")
    missed = [f"{name} {figures[name]} > {most}" for name, most in WANTED.items() if figures.get(name, 0) > most]
    verdict = f"DOES NOT HOLD: {', '.join(missed)}" if missed else "keeps to what is wanted"
    return figures, (*notes, verdict), not missed or share < 1  # a part of it proves the code, not the figures


def _times(index: Index, rows: Sequence[Row], passes: int) -> list[float]:
    """Return the ms of each search, after one pass to warm up; nothing of an answer is kept between them."""
    times = []
    for number in range(passes + 1):
        for row in rows:
            started = perf_counter()
            index.search(replace(index.query(row["question"]), on=date.fromisoformat(row["on"])))
            if number:
                times.append((perf_counter() - started) * 1000)
    return times


def _hit3(index: Index, rows: Sequence[Row]) -> float:
    """Return the share of the judging part's questions of which a right passage is among the first three."""
    answerer = Answerer.of(index, CORPUS)
    due = [row for row in rows if row["part"] == JUDGE and row["gold"]]
    hits = 0
    for row in due:
        found = index.find(replace(answerer.query(row["question"]), on=date.fromisoformat(row["on"])), 3).hits
        places = [(hit.passage.citation.document, hit.passage.citation.locator) for hit in found]
        hits += any(is_right(row["gold"], *place) for place in places)
    return hits / max(len(due), 1)


def _cold(data: Path) -> tuple[float, float]:
    """Return the ms from the start of a process to its end after one search, and its highest memory in MB."""
    command = [sys.executable, "-c", _COLD, str(data), str(CORPUS)]
    times = [_timed(command) for _ in range(COLD_RUNS + 1)][1:]  # the first fills the cache
    told = subprocess.run(command, cwd=ROOT, env=environment(data), capture_output=True, text=True, check=True)
    return round(float(np.median(times)), 1), round(json.loads(told.stdout) * 1024 / 1e6, 1)


def _timed(command: Sequence[str]) -> float:
    started = perf_counter()
    subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    return (perf_counter() - started) * 1000


def _spread(times: Sequence[float]) -> dict[str, float]:
    return {f"p{part}_ms": round(float(np.percentile(times, part)), 2) for part in (50, 95)}
