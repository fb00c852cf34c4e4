"""The command danbiet, as a process of its own."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from bot.messages import say
from index.manifest import read_manifest
from tests.conftest import ROOT, Danbiet, Finished

MISSING = "Luật Thực hiện dân chủ ở cơ sở chỉ có 91 điều, không có Điều 95."


def asked(danbiet: Danbiet, data: Path) -> Finished:
    return danbiet("ask", "điều 95 nói gì", data=data)


@pytest.fixture
def data(shipped_data: Path, tmp_path: Path) -> Path:
    """Return a data folder of the test's own, its index built."""
    return shutil.copytree(shipped_data, tmp_path / "data")


def home(data: Path) -> Path:
    return data / "index" / (data / "index" / "current").read_text(encoding="utf-8")


def test_ask_prints_the_answer_for_people(danbiet: Danbiet) -> None:
    done = danbiet("ask", "điều", "11", "luật", "dân", "chủ", "cơ", "sở", "--on", "2026-11-20")
    assert (done.returncode, done.stderr) == (0, "")
    assert "gồm 14 mục" in done.stdout
    assert f"{say('web.more')}:" in done.stdout
    assert not done.stdout.startswith("{")


def test_ask_json_prints_one_object(danbiet: Danbiet) -> None:
    done = danbiet("ask", "--json", "--place", "Minh Tam", "điều 95 nói gì")
    assert (done.returncode, done.stderr, done.stdout.count("\n")) == (0, "", 1)
    found = json.loads(done.stdout)
    assert (found["id"], found["status"]) == (None, "not_found")


def test_search_shows_scores_and_places(danbiet: Danbiet) -> None:
    done = danbiet("search", "--limit", "3", "xa phai cong khai nhung gi")
    *hits, confidence = done.stdout.splitlines()
    assert done.returncode == 0
    assert len(hits) == 3
    documents = {document.id for document in read_manifest(ROOT / "corpus" / "manifest.toml")}
    assert all(hit.split()[1] in documents for hit in hits)
    assert confidence.startswith("Độ tin cậy: ")


def test_the_shipped_corpus_is_in_order(danbiet: Danbiet) -> None:
    done = danbiet("corpus", "check")
    assert (done.returncode, done.stderr) == (0, "")
    assert "digest: 1" in done.stdout and "official: 5" in done.stdout


def test_the_index_can_be_built_anew(danbiet: Danbiet, data: Path) -> None:
    (home(data) / "complete").unlink()
    done = danbiet("corpus", "build", data=data)
    assert done.returncode == 0
    assert "của 25 văn bản" in done.stdout
    assert (home(data) / "complete").is_file()


def test_a_built_index_is_used_again_untouched(danbiet: Danbiet, data: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in data.rglob("*") if path.is_file()}
    assert MISSING in asked(danbiet, data).stdout
    assert {path: path.stat().st_mtime_ns for path in data.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("harm", ["half written", "stale", "pointer to nowhere"])
def test_an_index_that_cannot_serve_is_rebuilt(harm: str, danbiet: Danbiet, data: Path) -> None:
    match harm:
        case "half written":
            (home(data) / "complete").unlink()
            (home(data) / "shipped" / "passages.db").unlink()
        case "stale":
            home(data).rename(data / "index" / "0123456789abcdef")
            (data / "index" / "current").write_text("0123456789abcdef", encoding="utf-8")
        case _:
            (data / "index" / "current").write_text("../../etc", encoding="utf-8")
    done = asked(danbiet, data)
    assert done.returncode == 0
    assert MISSING in done.stdout
    assert (home(data) / "complete").is_file()


@pytest.mark.parametrize("name", ["passages.db", "passages.faiss", "lexical/body.terms.npy", "asked/owners.npy"])
def test_a_damaged_index_is_rebuilt_or_refused_with_what_to_do(name: str, danbiet: Danbiet, data: Path) -> None:
    file = home(data) / "shipped" / name
    file.write_bytes(file.read_bytes()[:20])
    done = asked(danbiet, data)
    assert "Traceback" not in done.stderr
    if done.returncode == 0:
        assert MISSING in done.stdout
    else:
        assert "corpus build" in done.stderr


def test_a_data_folder_that_cannot_be_written_is_said_in_one_line(danbiet: Danbiet, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("", encoding="utf-8")
    done = asked(danbiet, tmp_path / "data")
    assert done.returncode != 0
    assert done.stderr.count("\n") == 1 and "DANBIET_DATA" in done.stderr


@pytest.mark.parametrize("arguments", [[], ["hoi"], ["corpus", "eat"], ["ask", "--on", "hôm qua", "a"], ["search"]])
def test_a_command_that_is_none_is_refused(arguments: list[str], danbiet: Danbiet) -> None:
    done = danbiet(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Cách dùng: danbiet" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["run", "ask", "search", "corpus", "evaluate"])
def test_help_is_vietnamese(command: str, danbiet: Danbiet) -> None:
    done = danbiet(command, "--help")
    assert done.returncode == 0
    assert say(f"cli.{command}") in " ".join(done.stdout.split())
    for english in ("usage:", "options:", "positional", "show this help"):
        assert english not in done.stdout


def test_a_reader_who_stops_reading_is_no_fault(shipped_data: Path) -> None:
    env = {**os.environ, "DANBIET_DATA": str(shipped_data)}
    command = f"{sys.executable} -m bot search --limit 1000 xã | head -1"
    done = subprocess.run(command, shell=True, env=env, cwd=ROOT, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr and "Exception" not in done.stderr
    assert done.stdout.count("\n") == 1


def test_torch_and_the_web_stay_out_of_asking(shipped_data: Path) -> None:
    program = (
        "import sys; from bot.__main__ import main; code = main(['ask', 'điều 95 nói gì']); "
        "heavy = {'torch', 'sentence_transformers', 'telegram', 'uvicorn', 'starlette'}; "
        "print(sorted(heavy & set(sys.modules))); sys.exit(code)"
    )
    env = {**os.environ, "DANBIET_DATA": str(shipped_data)}
    done = subprocess.run(
        [sys.executable, "-c", program], env=env, cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_torch_stays_out_of_running() -> None:
    program = "import sys, bot.serve, bot.channels.telegram.channel; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_run_prints_its_address_serves_and_ends_cleanly(number: signal.Signals, data: Path) -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith("DANBIET_")}
    env |= {"DANBIET_DATA": str(data), "DANBIET_PORT": "0", "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "bot", "run"]
    with subprocess.Popen(
        command, env=env, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    ) as process:
        try:
            assert process.stdout
            words = process.stdout.readline().split()
            address = next(word for word in words if word.startswith("http://127.0.0.1:"))
            with urllib.request.urlopen(f"{address}/health", timeout=10) as answer:
                assert answer.status == 200
            process.send_signal(number)
            out, err = process.communicate(timeout=15)
        finally:
            process.kill()
    assert (process.returncode, err) == (0, "")
    assert out.strip() == say("cli.stopped")


def test_run_says_when_the_port_is_taken(danbiet: Danbiet, data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = danbiet("run", data=data, DANBIET_PORT=str(taken.getsockname()[1]))
    assert done.returncode != 0
    assert "DANBIET_PORT" in done.stderr and done.stderr.count("\n") == 1
