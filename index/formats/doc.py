"""Old Word files (.doc, .rtf) to paragraphs, through the antiword program or LibreOffice."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from index.errors import Damaged, Locked, MissingTool, Reason
from index.formats.docx import extract as extract_docx
from index.formats.layout import joined
from index.formats.legacy import modern
from index.formats.source import Extract, Progress

_LOCKED = "EncryptedPackage".encode("utf-16-le")
_RTF = b"{\\rtf"
_SECONDS = 180  # for one conversion


def extract(path: Path, progress: Progress) -> Extract:
    """Return the text of a .doc or .rtf; raises MissingTool naming the package that reads it, Locked or Damaged.

    LibreOffice goes first, for antiword leaves out the numbers that Word draws before paragraphs.
    """
    data = path.read_bytes()
    if _LOCKED in data:
        raise Locked(Reason.PASSWORD, path.name, format="Word")
    if office := shutil.which("soffice") or shutil.which("libreoffice"):
        return _by_office(office, path, progress)
    rich = data.startswith(_RTF)
    antiword = shutil.which("antiword")
    if rich or antiword is None:
        package = "libreoffice-writer" if rich else "antiword"
        raise MissingTool(Reason.MISSING_WORD_READER, path.name, package=package)
    return Extract(joined(modern(_antiword(antiword, path))), notes=("numbers-left-out",))


def _antiword(program: str, path: Path) -> str:
    """Return what antiword reads, the bars around the rows of tables taken off; raises Locked or Damaged."""
    command = [program, "-m", "UTF-8.txt", "-w", "0", str(path)]
    done = subprocess.run(command, capture_output=True, check=False, timeout=_SECONDS)
    if b"ncrypted" in done.stderr:
        raise Locked(Reason.PASSWORD, path.name, format="Word")
    if done.returncode != 0:
        raise Damaged(Reason.DAMAGED, path.name, format="Word")
    lines = done.stdout.decode("utf-8", errors="replace").split("\n")
    rows = (line.strip(" |").split("|") if line.startswith("|") else [line] for line in lines)
    return "\n".join(" | ".join(cell.strip() for cell in row) for row in rows)


def _by_office(program: str, path: Path, progress: Progress) -> Extract:
    """Return the text of a file that LibreOffice turns into a .docx, in a profile of its own; raises Damaged."""
    with tempfile.TemporaryDirectory() as folder:
        profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        command = [program, "--headless", "--norestore", profile, "--convert-to", "docx", "--outdir", folder, str(path)]
        try:
            subprocess.run(command, capture_output=True, check=True, timeout=_SECONDS)
        except subprocess.SubprocessError as error:
            raise MissingTool(Reason.TOOL_FAILED, path.name, tool="LibreOffice") from error
        made = Path(folder) / f"{path.stem}.docx"
        if not made.is_file():
            raise Damaged(Reason.DAMAGED, path.name, format="Word")
        return extract_docx(made, progress)
