"""The clauses of an article as they are shown: each whole, below the line that opens it. Pure."""

from collections.abc import Sequence

from index.document import Citation, Passage, Validity


def lead_of(siblings: Sequence[Passage]) -> str:
    """Return the sentence that opens an article, without which its clauses lose a condition; nothing if none."""
    opening, _, rest = siblings[0].text.partition("\n")
    return opening if rest and siblings[0].citation.clause and not opening.startswith("1.") else ""


def clauses_of(passages: Sequence[Passage]) -> list[tuple[Passage, str]]:
    """Return each clause once with its whole text: a long one is stored in several passages."""
    whole: dict[tuple[Citation, Validity], tuple[Passage, list[str]]] = {}
    for passage in passages:
        whole.setdefault((passage.citation, passage.validity), (passage, []))[1].append(passage.text)
    return [(first, "\n".join(texts)) for first, texts in whole.values()]


def led_by(text: str, passage: Passage, siblings: Sequence[Passage]) -> str:
    """Return a later part of a long clause below the line that opens the clause."""
    first = next((p for p in siblings if (p.citation, p.validity) == (passage.citation, passage.validity)), passage)
    opens = first.text.partition("\n")[0]
    return f"{opens}\n{text}" if first.start < passage.start and opens.endswith(":") else text
