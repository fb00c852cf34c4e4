"""What reading a file of a user gives, and how large such a file may be."""

from collections.abc import Callable
from dataclasses import dataclass

Progress = Callable[[int, int], None]  # called with pages done and pages in all

MEGABYTE = 1_000_000
LARGEST = 200 * MEGABYTE  # of a file as it lies on disk
LARGEST_UNPACKED = 60 * MEGABYTE  # of the texts inside a packed file
LARGEST_PACKED = 400 * MEGABYTE  # of all that is inside, pictures too
LARGEST_IMAGE = 200 * MEGABYTE  # pixels of one scanned page


@dataclass(frozen=True, slots=True)
class Extract:
    """The text of a file, NFC, one paragraph a line; `notes` are machine-readable warnings such as "page-3-unclear"."""

    text: str
    title: str = ""
    ocr: bool = False
    notes: tuple[str, ...] = ()


def silent(_done: int, _total: int) -> None:
    """Tell nobody how far the reading has come."""
