"""The stamps of secrecy: MẬT, TỐI MẬT, TUYỆT MẬT alone on a line or beside a number, not "bí mật" in prose. Pure."""

import re

from index.text import fold

_LEVELS = frozenset({"mat", "toimat", "tuyetmat"})
_WHOLE = frozenset({"Mật", "Tối mật", "Tuyệt mật", "Tối Mật", "Tuyệt Mật"})
_COPY = re.compile(r"\s*\([A-Z0-9]\)\s*$")  # "MẬT (A)"
_BESIDE = re.compile(
    r"(?:\s{2,}|[|\t]|(?<=[A-ZĐ])\s)\s*((?:T\s?[UÚ]\s?Y\s?[ỆEÊẸ]\s?T\s+|T\s?[ỐÔOÓ]\s?I\s+)?M\s?[ẬÂẠ]\s?T)[\s|.*]*$"
)
_LABEL = re.compile(r"^(?:do mat|muc do mat|muc do)\W+")


def is_stamp(line: str) -> bool:
    """Return whether a line is a stamp of secrecy, letters set apart or a mark lost by a scan allowed."""
    return any(_is_level(cell) for cell in line.split("|")) or _is_beside(line)


def _is_level(cell: str) -> bool:
    cell = _COPY.sub("", cell)
    labelled = _LABEL.sub("", fold(cell).strip())
    letters = re.sub(r"[^a-z]", "", labelled)
    told = cell.strip().isupper() or cell.strip() in _WHOLE or labelled != fold(cell).strip()
    return letters in _LEVELS and told


def _is_beside(line: str) -> bool:
    """Tell whether a stamp stands after the number on the line of a letterhead ("Số: 05-BC/HU   MẬT")."""
    return line.lstrip()[:2] in {"Số", "SỐ", "Sô", "SÔ"} and len(line) < 80 and _BESIDE.search(line) is not None


def is_labelled(line: str) -> bool:
    """Return whether a line names its own degree of secrecy, "Độ mật: TUYỆT MẬT", wherever it stands."""
    labelled = _LABEL.sub("", fold(line).strip())
    return labelled != fold(line).strip() and re.sub(r"[^a-z]", "", labelled) in _LEVELS
