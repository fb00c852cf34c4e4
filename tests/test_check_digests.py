"""A digest is compared with its official text; what a reader must look at is found, plain rewording is not."""

import subprocess
import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent
OFFICIAL = (
    "1. Trong thời hạn 07 ngày làm việc, kể từ ngày nhận đơn, Ủy ban nhân dân cấp xã phải trả lời, "
    "trừ trường hợp quy định tại khoản 3 Điều 12 của Luật này.\n"
    "2. Người gác cầu không được rời cầu quá 15 phút."
)
DIGEST = (
    "1. UBND cấp xã phải trả lời trong 07 ngày làm việc từ khi nhận đơn; "
    "trừ các trường hợp ở khoản 3 Điều 12 của Luật này.\n"
    "2. Cấm người gác cầu rời cầu hơn 15 phút."
)


@pytest.fixture(scope="module")
def checker() -> ModuleType:
    loader = SourceFileLoader("check_digests", str(ROOT / "scripts" / "check_digests"))
    spec = spec_from_loader("check_digests", loader)
    assert spec
    module = module_from_spec(spec)
    sys.modules["check_digests"] = module  # its dataclasses look for their module there
    loader.exec_module(module)
    return module


def found(checker: ModuleType, digest: str, official: str = OFFICIAL) -> list[tuple[str, str]]:
    pair = checker.Pair("d", "1", digest, official)
    return [(finding.sort, finding.words) for finding in checker.findings(pair, set())]


def test_plain_words_that_keep_everything_are_left_in_peace(checker: ModuleType) -> None:
    assert found(checker, DIGEST) == []


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ("07 ngày", "10 ngày", ("number lost", "7")),
        ("07 ngày", "10 ngày", ("number added", "10")),
        ("ngày làm việc", "ngày", ("condition lost", "ngày làm việc")),
        ("; trừ các trường hợp ở khoản 3 Điều 12 của Luật này", "", ("condition lost", "trừ")),
        ("UBND cấp xã", "Nơi nhận", ("actor lost", "ubnd cấp xã")),
        ("2. Cấm", "Cấm", ("clauses differ", "1 2 | 1")),
    ],
)
def test_what_was_lost_or_added_is_named(checker: ModuleType, old: str, new: str, finding: tuple[str, str]) -> None:
    assert finding in found(checker, DIGEST.replace(old, new))


def test_a_missing_article_is_named(checker: ModuleType) -> None:
    assert found(checker, "") == [("missing", "the article")]


def test_eighteen_syllables_in_a_row_are_a_copy(checker: ModuleType) -> None:
    words = [f"tiếng{number}" for number in range(18)]
    run = tuple(words)
    pair = checker.Pair("d", "1", f"Rằng {' '.join(words)} hết.", " ".join(words))
    assert ("copied run", " ".join(words)) in [(f.sort, f.words) for f in checker.findings(pair, {run})]
    shorter = checker.Pair("d", "1", " ".join(words[:17]), " ".join(words))
    assert "copied run" not in {f.sort for f in checker.findings(shorter, {run})}


def test_dates_are_one_however_they_are_written(checker: ModuleType) -> None:
    assert checker.numbers("từ ngày 01 tháng 7 năm 2026") == checker.numbers("từ 01/7/2026") == {"1/7/2026"}
    assert checker.numbers("theo khoản 3 và khoản 4 Điều 12, Nghị định số 9/2031/NĐ-CP") == set()


def test_the_shipped_digests_leave_nothing_open(shared: Path) -> None:
    if not (shared / "laws").is_dir():
        pytest.skip("the official texts are not beside this checkout")
    command = [sys.executable, str(ROOT / "scripts" / "check_digests"), "--laws", str(shared / "laws"), "--totals"]
    run = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=120, check=False)
    assert run.returncode == 0, run.stdout
    assert "articles: 651" in run.stdout
    assert "open" not in run.stdout
