import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


def bench(data: Path, *arguments: str) -> str:
    env = {name: value for name, value in os.environ.items() if not name.startswith("DANBIET_")}
    env |= {"DANBIET_DATA": str(data), "PYTHONUTF8": "1"}
    command = [sys.executable, str(ROOT / "scripts" / "bench"), *arguments]
    run = subprocess.run(command, env=env, capture_output=True, encoding="utf-8", timeout=250, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


def test_flood_loses_nothing_and_is_limited(data: Path) -> None:
    told = bench(data, "flood", "--share", "0.05")
    assert "seed 2026" in told
    assert "nothing lost, every danger answered, replies limited" in told


def test_flood_of_another_seed_holds_too(data: Path) -> None:
    figures = json.loads(bench(data, "flood", "--share", "0.02", "--seed", "7", "--json"))
    assert figures["n"] == 200
    assert figures["repeated"] > 0
    assert figures["danger"] == figures["danger_helped"] > 0
    assert figures["turns_lost"] == figures["unanswered"] == figures["answered_twice"] == 0
    assert 0 < figures["searched"] <= figures["searched_at_most"]


def test_answer_prints_one_object_with_the_agreed_keys(data: Path) -> None:
    figures = json.loads(bench(data, "answer", "--json", "--share", "0.03", "--passes", "1"))
    assert list(figures) == ["n", "p50_ms", "p95_ms", "cold_ms", "rss_mb", "questions_per_s"]
    assert figures["n"] == 20
    assert all(value > 0 for value in figures.values())


def test_library_prints_one_object_with_the_agreed_keys(data: Path) -> None:
    figures = json.loads(bench(data, "library", "--json", "--share", "0.005"))
    assert {"national_s", "national_peak_mb", "sample_mapped_share", "live_add_s", "ocr_cer"} <= set(figures)
    assert figures["sample_mapped_share"] == 1.0
    assert all(figures[name] > 0 for name in ("national_s", "national_peak_mb", "live_add_s", "live_add_national_s"))


def test_retrieval_prints_one_object_with_the_agreed_keys(data: Path) -> None:
    figures = json.loads(bench(data, "retrieval", "--json", "--share", "0.01", "--passes", "1"))
    agreed = {"p50_ms", "p95_ms", "p95_ms_national", "cold_ms", "rss_mb", "questions_per_s"}
    assert agreed <= set(figures)
    assert all(figures[name] > 0 for name in agreed)
    assert figures["passages_national"] > 3_000


def test_danger_counts_every_message_once(data: Path) -> None:
    told = bench(data, "danger", "--share", "0.05")
    assert "recall" in told
    assert "false_alarms" in told


def test_benches_leave_nothing_but_the_index(data: Path) -> None:
    bench(data, "serve", "--share", "0.02")
    assert {path.name for path in data.iterdir()} <= {"index"}
