"""Building: whole or not at all, and the live index stays until the new one stands."""

import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.build import CURRENT, build, fingerprint, search_texts
from index.embedder import Embedder
from index.errors import BadManifest, CorpusError, MissingIndex, StaleIndex, UnreadableFile
from index.manifest import read_corpus
from index.search import Index

ROOT = Path(__file__).parents[2]

DYING = """
import os, signal, sys
from pathlib import Path
from index.build import build
from index.embedder import open_embedder

def die(done, total):
    os.kill(os.getpid(), signal.SIGKILL)

build(Path(sys.argv[1]), Path(sys.argv[2]), open_embedder(), die)
"""

BUILDING = """
import sys
from pathlib import Path
from index.build import build
from index.embedder import open_embedder

build(Path(sys.argv[1]), Path(sys.argv[2]), open_embedder())
"""


class Other:
    """An embedder of another name that may fail on the way."""

    def __init__(self, name: str = "other", dim: int = 32, fault: Exception | None = None) -> None:
        self.name, self.dim, self.fault = name, dim, fault

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if self.fault:
            raise self.fault
        return np.ones((len(texts), self.dim), dtype=np.float32) / np.float32(self.dim**0.5)


def change(small: Path) -> None:
    path = small / "plans/suoi-bac.txt"
    path.write_text(path.read_text(encoding="utf-8").replace("thứ bảy", "chủ nhật"), encoding="utf-8")


def state(data: Path) -> dict[str, bytes]:
    home = data / "index"
    live = home / (home / CURRENT).read_text(encoding="utf-8")
    files = [home / CURRENT, *(path for path in live.rglob("*") if path.is_file())]
    return {path.relative_to(home).as_posix(): path.read_bytes() for path in files}


def test_report_says_what_was_made(small: Path, tmp_path: Path, embedder: Embedder) -> None:
    told: list[tuple[int, int]] = []
    report = build(small, tmp_path / "data", embedder, lambda done, total: told.append((done, total)))
    corpus = read_corpus(small)
    assert (report.documents, report.passages) == (3, len(corpus.passages))
    assert report.warnings == ("doi-chim-2030: II → IV",)
    assert report.home.name == (tmp_path / "data/index/current").read_text(encoding="utf-8")
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1] >= report.passages


def test_built_index_opens_with_the_same_passages(small: Path, tmp_path: Path, embedder: Embedder) -> None:
    build(small, tmp_path, embedder)
    assert tuple(Index.open(tmp_path, small, embedder).corpus.passages) == tuple(read_corpus(small).passages)


def test_no_index_is_missing(small: Path, tmp_path: Path, embedder: Embedder) -> None:
    with pytest.raises(MissingIndex):
        Index.open(tmp_path / "nowhere", small, embedder)


def test_index_of_other_texts_is_stale(small: Path, tmp_path: Path, embedder: Embedder) -> None:
    build(small, tmp_path / "data", embedder)
    change(small)
    with pytest.raises(StaleIndex) as caught:
        Index.open(tmp_path / "data", small, embedder)
    assert isinstance(caught.value, CorpusError)
    build(small, tmp_path / "data", embedder)
    assert "chủ nhật" in "".join(p.text for p in Index.open(tmp_path / "data", small, embedder).corpus.passages)


@pytest.mark.parametrize("other", [Other(), Other(dim=64)])
def test_index_of_another_model_is_stale(small: Path, tmp_path: Path, embedder: Embedder, other: Other) -> None:
    build(small, tmp_path / "data", embedder)
    with pytest.raises(StaleIndex):
        Index.open(tmp_path / "data", small, other)


@pytest.mark.parametrize("name", ["TEXT_VERSION", "FORMAT", "LIMIT"])
def test_index_of_another_version_of_the_code_is_stale(
    name: str, small: Path, tmp_path: Path, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(small, tmp_path / "data", embedder)
    monkeypatch.setattr(f"index.build.{name}", 999_999)
    with pytest.raises(StaleIndex):
        Index.open(tmp_path / "data", small, embedder)


def test_half_written_index_is_refused(small: Path, tmp_path: Path, embedder: Embedder) -> None:
    home = build(small, tmp_path / "data", embedder).home
    (home / "complete").unlink()
    with pytest.raises(StaleIndex):
        Index.open(tmp_path / "data", small, embedder)


def test_pointer_to_nothing_is_refused(small: Path, tmp_path: Path, embedder: Embedder) -> None:
    home = build(small, tmp_path / "data", embedder).home
    home.rename(home.with_name("elsewhere"))
    with pytest.raises(StaleIndex):
        Index.open(tmp_path / "data", small, embedder)


@pytest.mark.parametrize("fault", [RuntimeError("out of memory"), KeyboardInterrupt()])
def test_failed_build_leaves_the_live_index_as_it_was(
    small: Path, tmp_path: Path, embedder: Embedder, fault: BaseException
) -> None:
    data = tmp_path / "data"
    build(small, data, embedder)
    before = state(data)
    change(small)

    def told(_done: int, _total: int) -> None:
        raise fault

    with pytest.raises(type(fault)):
        build(small, data, embedder, told)
    assert state(data) == before
    assert sorted(path.name for path in (data / "index").iterdir()) == sorted({"current", before["current"].decode()})


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("manifest.toml", b"[[document]]\nid = 'a'\n", BadManifest),
        ("plans/suoi-bac.txt", b"\xff", UnreadableFile),
        ("questions.jsonl", b"{", BadManifest),
        ("scope.jsonl", b'{"text": "a", "expect": "b"}', BadManifest),
    ],
)
def test_bad_corpus_leaves_the_live_index_as_it_was(
    small: Path, tmp_path: Path, embedder: Embedder, name: str, content: bytes, error: type[CorpusError]
) -> None:
    data = tmp_path / "data"
    build(small, data, embedder)
    before = state(data)
    (small / name).write_bytes(content)
    with pytest.raises(error):
        build(small, data, embedder)
    assert state(data) == before


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system cannot kill a process at once")
def test_killed_build_leaves_the_live_index_as_it_was(small: Path, tmp_path: Path, embedder: Embedder) -> None:
    data = tmp_path / "data"
    build(small, data, embedder)
    before, documents = state(data), tuple(read_corpus(small).passages)
    original = {path: path.read_bytes() for path in small.rglob("*") if path.is_file()}
    change(small)
    dead = subprocess.run([sys.executable, "-c", DYING, str(small), str(data)], cwd=ROOT, check=False)
    assert dead.returncode == -signal.SIGKILL
    assert state(data) == before
    for path, content in original.items():
        path.write_bytes(content)
    assert tuple(Index.open(data, small, embedder).corpus.passages) == documents
    change(small)
    build(small, data, embedder)
    assert tuple(Index.open(data, small, embedder).corpus.passages) != documents


def test_only_the_live_index_is_kept(small: Path, tmp_path: Path, embedder: Embedder) -> None:
    build(small, tmp_path / "data", embedder)
    change(small)
    home = build(small, tmp_path / "data", embedder).home
    assert sorted(path.name for path in (tmp_path / "data/index").iterdir()) == sorted({"current", home.name})


def test_building_again_makes_the_same_index(small: Path, tmp_path: Path, embedder: Embedder) -> None:
    build(small, tmp_path / "data", embedder)
    before = fingerprint(small, embedder)
    home = build(small, tmp_path / "data", embedder).home
    assert home.name.partition("-")[0] == before == fingerprint(small, embedder)
    assert Index.open(tmp_path / "data", small, embedder).corpus.passages


def test_two_processes_may_build_at_once(small: Path, tmp_path: Path, embedder: Embedder) -> None:
    others = []

    def meanwhile(_done: int, _total: int) -> None:
        if not others:
            command = [sys.executable, "-c", BUILDING, str(small), str(tmp_path / "data")]
            others.append(subprocess.run(command, cwd=ROOT, check=True))

    build(small, tmp_path / "data", embedder, meanwhile)
    assert others
    assert Index.open(tmp_path / "data", small, embedder).corpus.passages


def test_an_index_that_is_open_outlives_a_new_build(small: Path, tmp_path: Path, embedder: Embedder) -> None:
    build(small, tmp_path / "data", embedder)
    index = Index.open(tmp_path / "data", small, embedder)
    first = index.find(index.query("quét đường sáng thứ bảy")).hits
    change(small)
    build(small, tmp_path / "data", embedder)
    assert index.find(index.query("quét đường sáng thứ bảy")).hits == first


def test_model_reads_the_document_the_headings_and_the_right_reading(small: Path) -> None:
    corpus = read_corpus(small)
    texts = dict(zip((p.citation.locator for p in corpus.passages), search_texts(corpus), strict=False))
    assert "Kế hoạch năm 2030 của xã Suối Bạc" in texts["II.1.đ"]
    assert "II. NỘI DUNG" in texts["II.1.đ"]
    assert "trồng cây xanh" in texts["II.1.đ"]


def test_only_kept_questions_are_built(small: Path, tmp_path: Path, embedder: Embedder) -> None:
    build(small, tmp_path / "data", embedder, keep=lambda _question: False)
    found = Index.open(tmp_path / "data", small, embedder)
    asked = {question for passage in found.corpus.passages for question in passage.questions}
    assert "mấy giờ quét đường" not in asked


def test_a_corpus_without_questions_is_built(small: Path, tmp_path: Path, embedder: Embedder) -> None:
    law = small / "laws/duong-lang.md"
    lines = law.read_text(encoding="utf-8").splitlines()
    law.write_text("\n".join(line for line in lines if not line.startswith("?")), encoding="utf-8")
    build(small, tmp_path / "data", embedder, keep=lambda _question: False)
    index = Index.open(tmp_path / "data", small, embedder)
    assert index.find(index.query("quét đường")).hits[0].passage.citation.locator == "II.1.a"


def test_nothing_of_a_build_is_left_beside(small: Path, tmp_path: Path, embedder: Embedder) -> None:
    build(small, tmp_path / "data", embedder)
    assert not list((tmp_path / "data/index").glob(".*"))
