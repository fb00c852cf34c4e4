"""One article as the codification prints it. Pure."""

import re
from dataclasses import dataclass
from typing import Any

ANNEXES = (".doc", ".docx", ".xls", ".xlsx", ".pdf", ".rtf")
_FIELDS = ("demuc", "title", "note", "href", "body")
_LISTS = ("chuong", "chidan")


@dataclass(frozen=True, slots=True)
class CodifiedArticle:
    """An article of a subject, with the headings of the subject's main document above it and the note of its source.

    `body` has one paragraph a line, the cells of a table apart by " | "; `url` is the first link of the note;
    `references` are the paragraphs that name other articles, `attachments` the names of annexes.
    """

    subject: str
    chapters: tuple[str, ...]
    title: str
    note: str
    url: str
    body: str
    references: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()


def article_of(row: Any) -> CodifiedArticle:  # noqa: ANN401 - whatever JSON holds
    """Return the article of one row of the edition in JSON lines; raises ValueError where a field is wrong."""
    if not isinstance(row, dict):
        raise ValueError("not an object")
    for name in _FIELDS:
        if not isinstance(row.get(name), str):
            raise ValueError(name)
    for name in _LISTS:
        if not isinstance(row.get(name), list) or not all(isinstance(one, str) for one in row[name]):
            raise ValueError(name)
    subject, title, note, url, body = (row[name] for name in _FIELDS)
    lines = body.split("\n")
    text = "\n".join(line for line in lines if not line.endswith(ANNEXES))
    annexes = tuple(line for line in lines if line.endswith(ANNEXES))  # their names stand among the paragraphs
    return CodifiedArticle(subject, tuple(row["chuong"]), title, note, url, text, tuple(row["chidan"]), annexes)


def plain(text: str) -> str:
    """Return text on one line, without soft hyphens, its spaces single."""
    return re.sub(r"\s+", " ", text.replace("\u00ad", "")).strip()
