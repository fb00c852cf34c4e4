"""Old Word files go through LibreOffice or antiword; without either the package is named."""

import shutil
from pathlib import Path

import pytest

from index.errors import Damaged, MissingTool, Reason
from index.formats import extract

PLAN = Path(__file__).with_name("plan.doc")
ANTIWORD = shutil.which("antiword")


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of the only programs that are found."""
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def program(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


@pytest.mark.skipif(ANTIWORD is None, reason="antiword is not installed")
def test_antiword_reads_paragraphs_and_tables(programs: Path) -> None:
    program(programs, "antiword", f'HOME=/tmp exec {ANTIWORD} "$@"')
    found = extract(PLAN)
    assert found.text.strip().split("\n") == [
        "UBND xã Suối Mơ | CỘNG HÒA", "Số: 27/KH-UBND | Suối Mơ, ngày 12 tháng 5 năm 2025", "KẾ HOẠCH",
        "Sửa đường vào xóm năm 2025",
        "Mỗi xóm chọn hai người trông giếng; người được chọn ghi mực nước vào sổ mỗi sáng thứ Hai.",
        "Họp xóm", "Góp công", "Lát đá", "Xóm | Số hộ | Tiền", "Đông | 42 | 30", "Nơi nhận: các xóm.",
    ]  # fmt: skip
    assert found.notes == ("numbers-left-out",)


def test_libreoffice_goes_first_and_keeps_the_numbers(programs: Path, tmp_path: Path) -> None:
    import docx  # noqa: PLC0415 - only this test makes one

    made = docx.Document()
    for text in ("Họp xóm", "Góp công"):
        made.add_paragraph(text, style="List Number")
    made.save(str(tmp_path / "made.docx"))
    # what the program is called with: … --outdir FOLDER FILE
    program(
        programs, "soffice", f'while [ "$1" != --outdir ]; do shift; done; /bin/cp {tmp_path}/made.docx "$2/plan.docx"'
    )
    program(programs, "antiword", "exit 1")
    assert extract(PLAN).text == "1. Họp xóm\n2. Góp công\n"


def test_without_a_program_the_package_is_named(programs: Path, tmp_path: Path) -> None:
    assert programs.is_dir()
    rich = tmp_path / "ke-hoach.rtf"
    rich.write_bytes(b"{\\rtf1 a}")
    for path, package in ((PLAN, "antiword"), (rich, "libreoffice-writer")):
        with pytest.raises(MissingTool) as caught:
            extract(path)
        assert caught.value.reason is Reason.MISSING_WORD_READER
        assert caught.value.values["package"] == package


@pytest.mark.parametrize(("name", "script"), [("antiword", "exit 1"), ("soffice", "exit 0")])
def test_what_no_program_reads_is_damaged(programs: Path, name: str, script: str) -> None:
    program(programs, name, script)
    with pytest.raises(Damaged):
        extract(PLAN)


def test_a_program_that_fails_is_named(programs: Path) -> None:
    program(programs, "soffice", "exit 3")
    with pytest.raises(MissingTool) as caught:
        extract(PLAN)
    assert (caught.value.reason, caught.value.values["tool"]) == (Reason.TOOL_FAILED, "LibreOffice")
