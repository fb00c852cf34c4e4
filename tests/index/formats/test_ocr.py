"""Pictures of pages, turned, skewed, blurred: at most one character in a hundred is misread."""

from pathlib import Path

import pytest
from PIL import Image

from index.errors import Damaged, MissingTool, NoText, Reason
from index.formats import extract, ocr
from tests.index.formats.rendering import TEXT, error_rate, needs_ocr, ocr_cer, page, read_back, scanned

PRINTED = "\n".join(TEXT)


@needs_ocr
def test_at_most_one_character_in_a_hundred_is_misread() -> None:
    assert ocr_cer() <= 0.01


@needs_ocr
@pytest.mark.parametrize(("turned", "skewed"), [(0, 0.0), (180, 1.0)])
def test_a_page_is_read_any_way_up(turned: int, skewed: float) -> None:
    assert error_rate(read_back(scanned(page(), turned=turned, skewed=skewed)), PRINTED) <= 0.01


@needs_ocr
def test_paragraphs_are_put_together() -> None:
    found = read_back(scanned(page(dpi=200))).split("\n")
    assert [error_rate(*pair) < 0.05 for pair in zip(found, TEXT, strict=True)] == [True] * len(TEXT)


@needs_ocr
def test_all_pages_of_a_file_are_read(tmp_path: Path) -> None:
    path = tmp_path / "quet.tif"
    sheets = [scanned(page()), Image.new("L", (1240, 1754), 255)]
    sheets[0].save(path, save_all=True, append_images=sheets[1:])
    seen: list[tuple[int, int]] = []
    found = extract(path, lambda done, total: seen.append((done, total)))
    assert error_rate(found.text, PRINTED) <= 0.01
    assert (found.notes, [done for done, _ in seen]) == (("page-2-unclear",), [1, 2])


@needs_ocr
def test_a_blank_picture_is_told(tmp_path: Path) -> None:
    path = tmp_path / "trang.jpg"
    Image.new("RGB", (800, 1100), "white").save(path)
    with pytest.raises(NoText) as caught:
        extract(path)
    assert caught.value.reason is Reason.ONLY_PICTURES


def test_a_broken_picture_is_told(tmp_path: Path) -> None:
    path = tmp_path / "trang.png"
    page().save(path)
    path.write_bytes(path.read_bytes()[:3000])
    with pytest.raises((Damaged, MissingTool)) as caught:
        extract(path)
    assert caught.value.reason in {Reason.DAMAGED, Reason.MISSING_OCR}


def test_what_is_not_installed_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingTool) as caught:
        ocr.check("trang.png")
    assert caught.value.values["package"] == "tesseract-ocr"
    fake = tmp_path / "tesseract"
    fake.write_text("#!/bin/sh\necho 'List of available languages (1):'\necho eng\n", encoding="utf-8")
    fake.chmod(0o755)
    with pytest.raises(MissingTool) as caught:
        ocr.check("trang.png")
    assert (caught.value.reason, caught.value.values["package"]) == (
        Reason.MISSING_OCR_LANGUAGE,
        "tesseract-ocr-vie",
    )
