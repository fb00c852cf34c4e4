"""Pictures of pages to lines, by the tesseract program: turned upright, straightened, brought to 300 dots an inch."""

import io
import os
import re
import shutil
import subprocess
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypeAlias

import numpy as np

from index.errors import Damaged, MissingTool, NoText, Reason, TooLarge
from index.formats.layout import Line, Page, paragraphs
from index.formats.source import LARGEST_IMAGE, Extract, Progress

if TYPE_CHECKING:
    from PIL.Image import Image

Picture: TypeAlias = "Image"  # of PIL, which nothing else knows
_PROGRAM = "tesseract"
_PACKAGE, _LANGUAGE_PACKAGE = "tesseract-ocr", "tesseract-ocr-vie"
_LANGUAGE = "vie"
_DPI = 300
_PAGE_WIDTH = 8.27  # inches of an A4 sheet
_SURE = 75.0  # per cent of confidence; below it the page is read turned the other ways too
_CLEAR = 80.0  # a page read with less is noted
_SECONDS = 300  # for one page
_FIRST = re.compile(r"^(Điều )[Il|](?=[.:])")  # a lone 1 in a heading is often read as a letter
_STEEPEST = 6.0  # degrees of skew that are put right


@dataclass(frozen=True, slots=True)
class Reading:
    """The page that was read in a picture, and how sure the program is of its words: 0..100 per cent."""

    page: Page
    confidence: float


def extract(path: Path, progress: Progress) -> Extract:
    """Return the text of a picture of one or several pages; raises BadSource."""
    return read_pictures(opened(path, path.name), path.name, progress)


def read_pictures(pictures: Iterable["Image"], name: str, progress: Progress) -> Extract:
    """Return the text of pictures, one a page, in order; raises BadSource where nothing can be read in them."""
    readings = list(read_all(pictures, name, progress))
    if not any(reading.page.lines for reading in readings):
        raise NoText(Reason.ONLY_PICTURES, name)
    text = "\n".join(paragraphs([reading.page for reading in readings]))
    return Extract(text, ocr=True, notes=tuple(unclear(enumerate(readings, 1))))


def unclear(readings: Iterable[tuple[int, Reading]]) -> Iterator[str]:
    """Yield a note for each numbered page that reads badly."""
    yield from (f"page-{number}-unclear" for number, reading in readings if reading.confidence < _CLEAR)


def read_all(pictures: Iterable["Image"], name: str, progress: Progress, total: int = 0) -> Iterator[Reading]:
    """Yield what is read in each picture, in order, several at a time but few in memory; raises MissingTool."""
    check(name)
    workers = os.cpu_count() or 1
    waiting: deque[Future[Reading]] = deque()
    done = 0
    with ThreadPoolExecutor(workers) as pool:
        for picture in pictures:
            waiting.append(pool.submit(read_picture, picture, name))
            if len(waiting) > workers + 1:
                yield waiting.popleft().result()
                progress(done := done + 1, max(total, done))
        while waiting:
            yield waiting.popleft().result()
            progress(done := done + 1, max(total, done))


def check(name: str) -> None:
    """Raise MissingTool naming the package that is needed to read the pictures of the file `name`."""
    if shutil.which(_PROGRAM) is None:
        raise MissingTool(Reason.MISSING_OCR, name, package=_PACKAGE)
    if _LANGUAGE not in _languages(shutil.which(_PROGRAM) or ""):
        raise MissingTool(Reason.MISSING_OCR_LANGUAGE, name, package=_LANGUAGE_PACKAGE)


def read_picture(picture: "Image", name: str) -> Reading:
    """Return what is read in one picture, whichever way up it is."""
    grey = _sized(picture.convert("L"))
    turned = _turn(grey, name)
    best = _read(grey.rotate(-turned, expand=True) if turned else grey, name)
    if best.confidence < _SURE:
        others = [angle for angle in (0, 90, 180, 270) if angle != turned]
        tried = (_read(grey.rotate(-angle, expand=True) if angle else grey, name) for angle in others)
        best = max((best, *tried), key=lambda reading: reading.confidence * (len(reading.page.lines) > 0))
    return best


def opened(source: Path | BinaryIO, name: str) -> Iterator["Image"]:
    """Yield the pages of a picture; raises Damaged or TooLarge."""
    from PIL import Image, ImageSequence  # noqa: PLC0415 - asking reads no pictures

    Image.MAX_IMAGE_PIXELS = None  # the size is checked below, by our own measure
    try:
        with Image.open(source) as image:
            for number, frame in enumerate(ImageSequence.Iterator(image), 1):
                if frame.width * frame.height > LARGEST_IMAGE:
                    raise TooLarge(Reason.PAGE_TOO_LARGE, name, page=number)
                yield frame.copy()
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise Damaged(Reason.DAMAGED, name, format=Path(name).suffix.lstrip(".")) from error


def _sized(grey: "Image") -> "Image":
    """Return the picture of a sheet at about 300 dots an inch, were it A4."""
    from PIL.Image import Resampling  # noqa: PLC0415 - asking reads no pictures

    scale = _DPI / max(1.0, min(grey.size) / _PAGE_WIDTH)
    scale = min(scale, 4.0) if scale > 1.1 else 1.0 if scale > 0.7 else scale
    if scale == 1.0:
        return grey
    return grey.resize((max(1, round(grey.width * scale)), max(1, round(grey.height * scale))), Resampling.LANCZOS)


def _turn(grey: "Image", name: str) -> int:
    """Return by how many degrees the picture must be turned clockwise to stand upright, 0 where that is not told."""
    told = _run(grey, name, "--psm", "0", "-l", "osd", refused="")
    found = re.search(r"^Rotate: (\d+)", told, re.MULTILINE)
    return int(found[1]) if found else 0


def _read(upright: "Image", name: str) -> Reading:
    straight = _straightened(upright)
    rows = [row.split("\t") for row in _run(straight, name, "--psm", "3", "-l", _LANGUAGE, "tsv").splitlines()[1:]]
    words = [row for row in rows if len(row) == 12 and row[0] == "5" and row[11].strip()]
    lines: dict[tuple[str, ...], list[list[str]]] = {}
    for word in words:
        lines.setdefault(tuple(word[1:5]), []).append(word)
    found = tuple(line for line in map(_line, lines.values()) if any(map(str.isalnum, line.text)))
    letters = sum(len(word[11]) for word in words)
    sure = sum(float(word[10]) * len(word[11]) for word in words) / letters if letters else 0.0
    return Reading(Page(found, straight.width, straight.height), sure)


def _line(words: list[list[str]]) -> Line:
    boxes = np.array([[int(value) for value in word[6:10]] for word in words])
    left, top = boxes[:, 0].min(), boxes[:, 1].min()
    right, bottom = (boxes[:, 0] + boxes[:, 2]).max(), (boxes[:, 1] + boxes[:, 3]).max()
    text = _FIRST.sub(r"\g<1>1", " ".join(word[11].strip() for word in words))
    return Line(text, float(left), float(top), float(right), float(bottom))


def _straightened(grey: "Image") -> "Image":
    """Return the picture turned so that its lines are level: the angle whose rows of ink differ most."""
    from PIL.Image import Resampling  # noqa: PLC0415 - asking reads no pictures

    small = grey.copy()
    small.thumbnail((1000, 1000))
    pixels = np.asarray(small)
    limit = (int(pixels.min()) + int(pixels.max())) // 2
    ink = small.point([255 * (value < limit) for value in range(256)])

    def sharpness(angle: float) -> float:
        rows = np.asarray(ink.rotate(angle, Resampling.BILINEAR)).sum(axis=1, dtype=np.float64)
        return float(np.square(np.diff(rows)).sum())

    coarse = max(np.arange(-_STEEPEST, _STEEPEST + 0.1, 0.5), key=sharpness)
    angle = float(max(np.arange(coarse - 0.5, coarse + 0.55, 0.1), key=sharpness))
    if abs(angle) < 0.15:
        return grey
    return grey.rotate(angle, Resampling.BICUBIC, expand=True, fillcolor=int(np.median(pixels)))


@cache
def _languages(program: str) -> frozenset[str]:
    done = subprocess.run([program, "--list-langs"], capture_output=True, text=True, check=False, timeout=60)
    return frozenset((done.stdout + done.stderr).split())


def _run(picture: "Image", name: str, *options: str, refused: str | None = None) -> str:
    """Return what the program prints of a picture, `refused` where it fails; raises MissingTool if that is None."""
    data = io.BytesIO()
    picture.save(data, "PNG", compress_level=1)
    # one thread each: the pages are read side by side, and threads within a page only wait for each other
    limited = [path, "OMP_THREAD_LIMIT=1"] if (path := shutil.which("env")) else []
    command = [*limited, _PROGRAM, "stdin", "stdout", "--dpi", str(_DPI), *options]
    try:
        done = subprocess.run(command, input=data.getvalue(), capture_output=True, check=True, timeout=_SECONDS)
    except subprocess.SubprocessError as error:
        if refused is not None:
            return refused
        raise MissingTool(Reason.TOOL_FAILED, name, tool=_PROGRAM) from error
    return done.stdout.decode("utf-8", errors="replace")
