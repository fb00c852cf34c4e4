"""What the shipped model learns from: the codification's articles and our questions, as people would type them."""

import gzip
import json
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_CODE = re.compile(r"Điều (\d+\.\d+\.[A-ZĐ]+[\d.]*\.\d+[a-zđ]*)\. ?")
_SUBJECT = re.compile(r"^Đề mục [\d.]+ ")
_ENDS = re.compile(r"(?<=[.;:])\s+")


@dataclass(frozen=True, slots=True)
class Article:
    """One article of the codification: code (44.13.LQ.1), subject, title, lines of its body, codes it refers to."""

    code: str
    subject: str
    title: str
    lines: tuple[str, ...]
    refers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question of ours and where its answer stands."""

    text: str
    document: str
    locator: str


def read_laws(path: Path) -> list[Article]:
    """Return the articles of the codification that have a body, each body once."""
    seen: set[str] = set()
    articles: list[Article] = []
    with gzip.open(path, "rt", encoding="utf-8") as rows:
        for row in map(json.loads, rows):
            if row["body"] and row["body"] not in seen:
                seen.add(row["body"])
                articles.append(_article(row))
    return articles


def read_questions(path: Path) -> list[Question]:
    """Return the questions of a file of JSON lines {"question", "document", "locator"}."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [Question(row["question"], row["document"], row["locator"]) for row in rows]


def sentences(text: str) -> list[str]:
    """Return the sentences and clauses of text, line by line; a clause too short to say anything joins the next."""
    parts: list[str] = []
    for part in (part for line in text.splitlines() for part in _ENDS.split(line.strip()) if part):
        if parts and len(parts[-1]) < 30:
            parts[-1] = f"{parts[-1]} {part}"
        else:
            parts.append(part)
    return parts


def shorten(ids: Sequence[int], chance: random.Random, rate: float) -> Sequence[int]:
    """Return ids with each left out at the given rate, never all of them."""
    kept = [number for number in ids if chance.random() >= rate]
    return kept or ids


def _article(row: dict[str, str]) -> Article:
    code = _CODE.match(row["title"])
    title = row["title"][code.end() :] if code else row["title"]
    refers = tuple(found for text in row["chidan"] for found in _CODE.findall(text))
    lines = tuple(sentences(row["body"]))
    return Article(code[1] if code else "", _SUBJECT.sub("", row["demuc"]), title.strip(" ."), lines, refers)
