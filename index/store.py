"""The passages table of a built index; all SQL of the index."""

import json
from collections.abc import Iterable
from pathlib import Path

from sqlite_utils import Database

from index.document import Citation, Passage


def write_passages(path: Path, passages: Iterable[Passage]) -> None:
    """Write passages, in order, to a new database at path."""
    database = Database(path)
    database.table("passages").insert_all(_row(place, passage) for place, passage in enumerate(passages))
    database.close()


def read_passages(path: Path) -> tuple[Passage, ...]:
    """Return the passages in the order they were written."""
    database = Database(path)
    passages = tuple(_passage(row) for row in database.query("select * from passages order by place"))
    database.close()
    return passages


def _row(place: int, passage: Passage) -> dict[str, object]:
    citation = passage.citation
    return {
        "place": place,
        "id": passage.id,
        "document": citation.document,
        "article": citation.article,
        "clause": citation.clause,
        "point": citation.point,
        "section": citation.section,
        "headings": json.dumps(passage.headings, ensure_ascii=False),
        "text": passage.text,
        "start": passage.start,
        "end": passage.end,
        "questions": json.dumps(passage.questions, ensure_ascii=False),
        "notes": json.dumps(passage.notes, ensure_ascii=False),
    }


def _passage(row: dict[str, str]) -> Passage:
    citation = Citation(row["document"], row["article"], row["clause"], row["point"], row["section"])
    headings, questions, notes = (tuple(json.loads(row[name])) for name in ("headings", "questions", "notes"))
    return Passage(row["id"], citation, headings, row["text"], int(row["start"]), int(row["end"]), questions, notes)
