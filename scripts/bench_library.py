"""How long the national codification takes to load, what it needs, and how soon one new decree answers in a live bot.

The codification is that beside the checkout (../shared/phapdien); with a share below 1 an invented one of that share.
"""

import gzip
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import perf_counter, sleep
from typing import Any

from bot.messages import say
from index.codification import read_codification, source_of
from scripts.bench_house import ROOT, environment, fetch, running

SHARED = ROOT.parent / "shared" / "phapdien"
NATIONAL = SHARED / "phapdien_2026-01.jsonl.gz"
ARTICLES = 62_323  # of the national codification
LIVE, LIVE_NATIONAL = 5.0, 60.0  # seconds that a new decree may take to answer
SECONDS, MEGABYTES, MAPPED, ERRORS = 600.0, 3000.0, 0.99, 0.01
LATEST = 180.0  # seconds after which a decree that does not answer never will
_WORDS = [
    "bến",
    "đò",
    "phà",
    "lái",
    "chèo",
    "đèn",
    "neo",
    "sông",
    "suối",
    "cầu",
    "tre",
    "thuyền",
    "nan",
    "khách",
    "chuyến",
    "vé",
    "trạm",
    "gác",
    "phao",
    "áo",
    "dây",
    "thừng",
]


def library(share: float) -> tuple[dict[str, Any], Sequence[str], bool]:
    """Return the figures, lines that explain them, and whether they keep to what is wanted."""
    if share >= 1 and not NATIONAL.is_file():
        return {}, (f"not here: {NATIONAL.relative_to(ROOT.parent)}; --share 0.05 takes an invented one",), True
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        source, sample = (NATIONAL, SHARED / "demuc") if share >= 1 else _invented(Path(folder), share)
        run_danbiet(data, "corpus", "build")
        first = live_add(data, 901)
        seconds, megabytes = run_danbiet(data, "corpus", "add", str(source), "--yes", "--public")
        again = live_add(data, 902)
        mapped = mapped_share(sample)
    error, told = _error_rate()
    figures = {
        "national_s": round(seconds, 1),
        "national_peak_mb": round(megabytes),
        "sample_mapped_share": round(mapped, 4),
        "live_add_s": round(first, 2),
        "live_add_national_s": round(again, 2),
        "ocr_cer": error,
    }
    holds = seconds <= SECONDS and megabytes <= MEGABYTES and mapped >= MAPPED and first <= LIVE
    holds = holds and again <= LIVE_NATIONAL and (error is None or error <= ERRORS)
    return figures, (*told, "keeps to what is wanted" if holds else "DOES NOT HOLD"), holds


def live_add(data: Path, number: int) -> float:
    """Return the seconds from the start of `corpus add` of a decree of 40 articles to its answer in a running bot."""
    file = data.parent / f"{number}-2030-nd-cp.txt"
    file.write_text("".join(_decree(number)), encoding="utf-8")
    question = {"q": f"Điều 17 Nghị định {number}/2030/NĐ-CP quy định gì?"}
    with running(data) as (address, _):
        fetch(f"{address}/hoi", question)
        started = perf_counter()
        run_danbiet(data, "corpus", "add", str(file), "--yes", "--public")
        while "mười bảy ngọn đèn" not in (told := fetch(f"{address}/hoi", question)):
            if say("contact.broken") in told:
                sys.exit("danbiet run could not answer")
            if perf_counter() - started > LATEST:
                sys.exit(f"{file.name} does not answer {LATEST:g} s after it was added")
            sleep(0.1)
        return perf_counter() - started


def mapped_share(sample: Path) -> float:
    """Return the share of a codification's articles that are mapped back to a document and its article."""
    found = [source_of(article) for article in read_codification(sample)]
    return sum(source is not None and bool(source.number) for source in found) / max(len(found), 1)


def _error_rate() -> tuple[float | None, Sequence[str]]:
    """Return the share of characters read wrongly from a rendered page; None where that cannot be tried here."""
    try:
        from tests.index.formats.rendering import ocr_cer  # noqa: PLC0415 - needs the test environment

        return round(ocr_cer(), 4), ()
    except Exception as error:
        return None, (f"no scan was read: {type(error).__name__}: {error}",)


def codification(folder: Path, share: float) -> Path | None:
    """Return the codification to load: the national one, below a share of 1 an invented one, None where it is not."""
    if share < 1:
        return _invented(folder, share)[0]
    return NATIONAL if NATIONAL.is_file() else None


def run_danbiet(data: Path, *arguments: str) -> tuple[float, float]:
    """Run a command to its end; return its seconds and its highest memory in MB (10⁶ bytes)."""
    started = perf_counter()
    command = [sys.executable, "-m", "bot", *arguments]
    # an own process each: what a child needed at most is told when it ends
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment(data), stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    told = process.stdout.read() if process.stdout else b""
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.stdout:
        process.stdout.close()
    if process.returncode:
        sys.exit(f"danbiet {' '.join(arguments)}: {told.decode(errors='replace')[-2000:]}")
    return perf_counter() - started, used.ru_maxrss * 1024 / 1e6


def _decree(number: int) -> Iterator[str]:
    yield f"CHÍNH PHỦ\nSố: {number}/2030/NĐ-CP\nHà Nội, ngày 02 tháng 01 năm 2030\n"
    yield "NGHỊ ĐỊNH\nQuy định về bến đò ngang\n"
    for article in range(1, 41):
        lamps = "mười bảy" if article == 17 else str(article)
        yield f"Điều {article}. Bến đò số {article}\n1. Bến đò số {article} treo {lamps} ngọn đèn khi trời tối.\n"
        yield f"2. Người lái đò của bến số {article} mặc áo phao.\n"


def _invented(folder: Path, share: float) -> tuple[Path, Path]:
    """Write an invented codification of that share of the national one's articles; return it, and it again."""
    path = folder / "codification.jsonl.gz"
    count = max(20, round(ARTICLES * share))
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=1) as lines:
        for place in range(count):
            document, article = place // 15, place % 15 + 1
            lines.write(json.dumps(_row(document, article), ensure_ascii=False) + "\n")
    return path, path


def _row(document: int, article: int) -> dict[str, object]:
    symbol = f"{document + 1}/2031/NĐ-CP"
    clauses = (f"{clause}. {_sentence(document * 977 + article * 31 + clause)}" for clause in range(1, 5))
    return {
        "file": "invented.html",
        "demuc": "Đề mục 77.1 Bến đò",
        "chuong": ["Chương I. NHỮNG ĐIỀU CHUNG"],
        "title": f"Điều 77.1.NĐ.{document + 1}.{article}. {_sentence(document + article)[:60]}",
        "note": f"(Điều {article} Nghị định số {symbol}, có hiệu lực thi hành kể từ ngày 01/07/2031)",
        "href": f"http://vbpl.example/toanvan.aspx?ItemID={document + 1}#Chuong_I_Dieu_{article}",
        "body": "\n".join(clauses),
        "chidan": [],
    }


def _sentence(seed: int) -> str:
    step = seed % 7 + 1
    return " ".join(_WORDS[(seed * 13 + place * step) % len(_WORDS)] for place in range(45)).capitalize() + "."
