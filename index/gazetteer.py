"""What became of the places, as a document of the index: an answer on a merger cites it like any other text."""

from pathlib import Path

from index.document import Citation, Document, Kind, Passage, TextKind
from index.reader import read_toml

FILE = "places.toml"
ID = "dia-danh"


def gazetteer(folder: Path) -> tuple[Document, str, tuple[Passage, ...]]:
    """Return the catalog of places whose fate is told, its text, and a passage for each; raises what reading raises."""
    content = read_toml(folder / FILE)
    title = content.get("title", "")
    document = Document(ID, Kind.OTHER, title, title, TextKind.CATALOG, version=content.get("version", ""))
    passages: list[Passage] = []
    text = ""
    for place in content["place"]:
        if not place.get("fate"):
            continue
        told = f"{place['fate']} ({place['certainty']}; {place['source']}.)"
        citation = Citation(ID, section=place["name"])
        passages.append(Passage(str(citation), citation, (title,), told, len(text), len(text) + len(told)))
        text += f"{told}\n"
    return document, text, tuple(passages)
