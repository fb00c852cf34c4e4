"""What can be proved of a corpus: nothing missing, nothing twice, every citation known."""

from pathlib import Path

import pytest

from index.check import check
from index.errors import BadManifest


def problems(folder: Path) -> list[str]:
    return check(folder)[0]


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_small_corpus_is_sound(small: Path) -> None:
    found, notes = check(small)
    assert found == []
    assert notes == [
        "cited-only: 2", "digest: 1", "official: 2", "passages: 27", "warning: doi-chim-2030: II → IV"
    ]  # fmt: skip


def test_shipped_corpus_is_sound(corpus_folder: Path) -> None:
    found, notes = check(corpus_folder)
    assert found == []
    assert "digest: 19" in notes
    assert "official: 5" in notes


@pytest.mark.parametrize(
    ("name", "old", "new", "problem"),
    [
        ("manifest.toml", "articles = 6", "articles = 7", "luat-duong-lang: Điều 7 is missing"),
        ("manifest.toml", "articles = 6", "articles = 5", "luat-duong-lang: Điều 6 should not exist"),
        ("laws/duong-lang.md", "Điều 5.", "Điều 4.", "luat-duong-lang: Điều 5 is missing"),
        ("plans/suoi-bac.txt", "18-CT/TW", "18-CT/TU", "suoi-bac-2030: 18/ct/tu is cited but not in the manifest"),
        (
            "plans/suoi-bac.txt",
            "Luật Giữ gìn đường làng",
            "Luật Trồng trọt",
            "suoi-bac-2030: “Luật Trồng trọt” is cited but not in the manifest",
        ),
        (
            "plans/suoi-bac.txt",
            "trồng cay xanh",
            "trồng cây xanh",
            "suoi-bac-2030: “trồng cay xanh” is corrected but not in the text",
        ),
        ("plans/suoi-bac.txt", "e) Đặt", "a) Đặt", "suoi-bac-2030#sec_II.1.a: passage number 2 of that name"),
        ("questions.jsonl", "doi-chim-2030", "khac", "doi-chim-2030: no everyday question leads to it"),
    ],
)
def test_each_fault_is_named(small: Path, name: str, old: str, new: str, problem: str) -> None:
    edit(small / name, old, new)
    assert problem in problems(small)


def test_bad_manifest_is_raised(small: Path) -> None:
    edit(small / "manifest.toml", 'kind = "luat"', 'kind = "tho"')
    with pytest.raises(BadManifest, match="luat-duong-lang"):
        check(small)
