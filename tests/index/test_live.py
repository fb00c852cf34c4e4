"""The live index and the library: what is added answers, what stays is not made again, death changes nothing."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

import index.parts
from index.build import CURRENT, build, read_meta
from index.document import Document, Kind, TextKind
from index.embedder import Embedder
from index.errors import StaleIndex
from index.library import HOME, Entry, Library
from index.live import stamp
from index.search import Index

ROOT = Path(__file__).parents[2]
IMPORTING = """
import sys
from pathlib import Path
from index.build import build
from index.document import Document, Kind, TextKind
from index.embedder import open_embedder
from index.library import HOME, Entry, Library

data = Path(sys.argv[2])
document = Document("nghi-dinh-7", Kind.DECREE, "t", "s", TextKind.OFFICIAL, number="7/2031/NĐ-CP")
text = "".join(f"Điều {n}. Phà\\nPhà số {n} chạy ngày {n}.\\n" for n in range(1, 300))
print("go", flush=True)
Library(data / HOME).add([Entry(document, text)])
build(Path(sys.argv[1]), data, open_embedder())
"""


class Counting:
    """The model under another hat, counting what it reads."""

    def __init__(self, model: Embedder) -> None:
        self.name, self.dim, self._model = model.name, model.dim, model
        self.read: list[str] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.read += texts
        return self._model.encode(texts)


def decree(number: int, word: str = "đò", articles: int = 4) -> Entry:
    text = "".join(
        f"Điều {n}. Bến {word}\n1. Bến {word} số {n}.{number} treo đèn đỏ.\n2. Lái {word} mặc áo phao.\n"
        for n in range(1, articles + 1)
    )
    symbol = f"{number}/2030/NĐ-CP"
    document = Document(
        f"nghi-dinh-{number}", Kind.DECREE, f"Nghị định {word}", symbol, TextKind.OFFICIAL, number=symbol
    )
    return Entry(document, text)


@pytest.fixture
def data(small: Path, tmp_path: Path, embedder: Embedder) -> Path:
    build(small, tmp_path / "data", embedder)
    return tmp_path / "data"


@pytest.fixture
def library(data: Path) -> Library:
    return Library(data / HOME)


def parts(data: Path) -> list[str]:
    return [part["folder"] for part in read_meta(data / "index" / (data / "index" / CURRENT).read_text())["parts"]]


def first(index: Index, question: str) -> str:
    return index.find(index.query(question)).hits[0].passage.citation.document


def test_what_is_added_is_found_and_what_is_removed_is_not(
    small: Path, data: Path, library: Library, embedder: Embedder
) -> None:
    library.add([decree(1), decree(2, "phà")])
    report = build(small, data, embedder)
    index = Index.open(data, small, embedder)
    assert report.documents == 5
    assert first(index, "lái phà mặc áo phao") == "nghi-dinh-2"
    assert first(index, "quét đường sáng thứ bảy") == "suoi-bac-2030"
    assert len(index.corpus.passages) == report.passages == len(list(index.corpus.passages))
    assert [p.citation.clause for p in index.article("nghi-dinh-1", "3")] == ["1", "2"]
    assert {p.citation.document for p in index.of("nghi-dinh-1")} == {"nghi-dinh-1"}
    library.remove("nghi-dinh-2")
    with pytest.raises(StaleIndex):
        Index.open(data, small, embedder)
    build(small, data, embedder)
    index = Index.open(data, small, embedder)
    assert "nghi-dinh-2" not in index.corpus.documents
    assert first(index, "lái phà mặc áo phao") == "nghi-dinh-1"


def test_an_index_that_lacks_the_newest_import_still_serves(
    small: Path, data: Path, library: Library, embedder: Embedder
) -> None:
    assert not Index.open(data, small, embedder).behind
    library.add([decree(1)])
    index = Index.open(data, small, embedder)
    assert index.behind
    assert first(index, "quét đường sáng thứ bảy") == "suoi-bac-2030"
    build(small, data, embedder)
    assert not Index.open(data, small, embedder).behind


def test_an_index_that_holds_another_text_than_the_library_is_stale(
    small: Path, data: Path, library: Library, embedder: Embedder
) -> None:
    library.add([decree(1)])
    build(small, data, embedder)
    library.add([replace(decree(1), text=decree(1, "phà").text)], replace=True)
    with pytest.raises(StaleIndex):
        Index.open(data, small, embedder)


def test_only_what_changed_is_read_again(
    small: Path, data: Path, library: Library, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index.parts, "SMALL", 5)
    model = Counting(embedder)
    library.add([decree(1)])
    build(small, data, model)
    assert all("đò" in text for text in model.read) and len(model.read) == 8
    before = parts(data)
    model.read.clear()
    library.add([decree(2, "phà")])
    build(small, data, model)
    assert all("phà" in text for text in model.read) and len(model.read) == 8
    assert parts(data)[:2] == before
    model.read.clear()
    library.remove("nghi-dinh-1")
    build(small, data, model)
    assert model.read == []


def test_small_parts_are_joined_without_reading_them_again(
    small: Path, data: Path, library: Library, embedder: Embedder
) -> None:
    model = Counting(embedder)
    for number in (1, 2, 3):
        library.add([decree(number)])
        build(small, data, model)
    assert len(parts(data)) == 2
    assert len(model.read) == len(set(model.read)) == 24


def test_a_damaged_part_is_made_again_not_linked(small: Path, data: Path, library: Library, embedder: Embedder) -> None:
    library.add([decree(1)])
    home = build(small, data, embedder).home
    (home / parts(data)[1] / "passages.faiss").write_bytes(b"")
    with pytest.raises(StaleIndex):
        Index.open(data, small, embedder)
    build(small, data, embedder)
    assert first(Index.open(data, small, embedder), "lái đò mặc áo phao") == "nghi-dinh-1"


def test_a_document_cites_across_parts(small: Path, data: Path, library: Library, embedder: Embedder) -> None:
    entry = decree(1)
    library.add([replace(entry, text=f"{entry.text}Điều 5. Căn cứ\nTheo Chỉ thị 18-CT/TW.\n")])
    build(small, data, embedder)
    index = Index.open(data, small, embedder)
    found = index.citing(index.document("chi-thi-18-ct-tw"))
    assert {passage.citation.document for passage in found} == {"suoi-bac-2030", "nghi-dinh-1"}


def test_the_stamp_tells_of_a_new_index_and_of_a_check(
    small: Path, data: Path, library: Library, embedder: Embedder
) -> None:
    seen = [stamp(data)]
    library.add([decree(1)])
    seen.append(stamp(data))
    build(small, data, embedder)
    seen.append(stamp(data))
    assert len(set(seen)) == 3
    for _ in library.documents():
        assert stamp(data) == seen[-1]  # reading is no change
    library.verify("nghi-dinh-1", "1", "Lê Thị Suối", date(2030, 1, 1))
    assert stamp(data) != seen[-1]
    assert Index.open(data, small, embedder).corpus.verified == {("nghi-dinh-1", "1")}


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system cannot kill a process at once")
def test_killed_at_any_point_of_an_import_the_old_index_serves(
    small: Path, data: Path, library: Library, embedder: Embedder
) -> None:
    chance = random.Random(2026)
    for _ in range(12):
        command = [sys.executable, "-c", IMPORTING, str(small), str(data)]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(chance.uniform(0, 0.6))
            os.kill(process.pid, signal.SIGKILL)
        index = Index.open(data, small, embedder)
        assert first(index, "quét đường sáng thứ bảy") == "suoi-bac-2030"
        assert len(library.keys()) in {0, 1}
    build(small, data, embedder)
    assert not list((data / "index").glob(".*"))
