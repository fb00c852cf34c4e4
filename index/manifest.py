"""The corpus on disk: its manifest, its places, its texts cut into passages, and the hash that names this state."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any

from index.chunker import chunk
from index.document import Caution, Corpus, Correction, Document, Kind, Passage, TextKind, Visibility
from index.errors import BadManifest
from index.gazetteer import FILE, gazetteer
from index.parser import parse
from index.reader import read, read_toml

HELD = frozenset({TextKind.OFFICIAL, TextKind.DIGEST, TextKind.APPROVED})
_KEYS = {field.name for field in fields(Document)}
_LISTS = ("amends", "amended_by", "unmerged", "replaces", "replaced_by", "aliases")


def read_corpus(folder: Path, keep: Callable[[str], bool] = lambda _question: True) -> Corpus:
    """Return everything the corpus folder holds, cut into passages, with the everyday questions that `keep` lets in.

    Raises UnreadableFile or BadManifest with the name of the file or entry at fault.
    """
    asked = read_questions(folder / "questions.jsonl")
    documents = {document.id: document for document in read_manifest(folder / "manifest.toml")}
    texts: dict[str, str] = {}
    passages: list[Passage] = []
    warnings: list[str] = []
    for document in documents.values():
        if document.text not in HELD:
            continue
        texts[document.id] = read(folder / document.file)
        outline = parse(texts[document.id])
        jumps = () if document.chosen else outline.warnings  # chosen articles jump because others are left out
        warnings += [f"{document.id}: {warning}" for warning in jumps]
        passages += (
            replace(passage, questions=(*filter(keep, passage.questions), *_asked(passage, asked, keep)))
            for passage in chunk(document, texts[document.id], outline)
        )
    if (folder / FILE).is_file():
        places, text, told = gazetteer(folder)
        documents[places.id], texts[places.id] = places, text
        passages += told
    return Corpus(documents, texts, tuple(passages), corpus_hash(folder), tuple(warnings))


def read_documents(folder: Path) -> dict[str, Document]:
    """Return every document the corpus folder knows, by id, without reading their texts; raises as `read_corpus`."""
    documents = {document.id: document for document in read_manifest(folder / "manifest.toml")}
    if (folder / FILE).is_file():
        places, _, _ = gazetteer(folder)
        documents[places.id] = places
    return documents


def read_questions(path: Path) -> dict[tuple[str, str], list[str]]:
    """Return the everyday questions by document and locator; raises UnreadableFile or BadManifest naming the line."""
    questions: dict[tuple[str, str], list[str]] = {}
    for number, line in enumerate(read(path).splitlines(), 1):
        try:
            row = json.loads(line)
            questions.setdefault((row["document"], row["locator"]), []).append(row["question"])
        except (ValueError, KeyError, TypeError) as error:
            raise BadManifest(f"{path.name}, line {number}: {error}") from error
    return questions


def heldout(question: str) -> bool:
    """Return whether an everyday question is one of the quarter that calibration keeps unseen."""
    return int(hashlib.md5(question.encode(), usedforsecurity=False).hexdigest(), 16) % 4 == 0


def read_manifest(path: Path) -> Iterator[Document]:
    """Yield the documents of a manifest; raises BadManifest naming the entry that cannot be understood."""
    seen: set[str] = set()
    for entry in read_toml(path).get("document", []):
        document = _document(entry)
        if document.id in seen:
            raise BadManifest(f"{document.id}: twice in the manifest")
        seen.add(document.id)
        yield document


def corpus_hash(folder: Path) -> str:
    """Return a hash over the files an index is built from, names and bytes; the bot's word lists are not among them."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.suffix in {".txt", ".md", ".jsonl"} or path.name in {"manifest.toml", FILE}:
            total.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()[:16]


def _asked(
    passage: Passage, asked: Mapping[tuple[str, str], Sequence[str]], keep: Callable[[str], bool]
) -> tuple[str, ...]:
    """Return the questions asked of exactly this passage and of its article or section as a whole."""
    citation = passage.citation
    whole = f"Điều {citation.article}" if citation.article else citation.section.rpartition(".")[0]
    places = dict.fromkeys((citation.locator, whole))
    return tuple(
        question for place in places for question in asked.get((citation.document, place), ()) if keep(question)
    )


def _document(entry: dict[str, Any]) -> Document:
    name = entry.get("id", "?")
    if unknown := set(entry) - _KEYS:
        raise BadManifest(f"{name}: unknown key {sorted(unknown)[0]}")
    try:
        values = entry | {
            "kind": Kind(entry["kind"]),
            "text": TextKind(entry["text"]),
            **{name: tuple(entry.get(name, ())) for name in _LISTS},
            "visibility": Visibility(entry.get("visibility", Visibility.PUBLIC)),
            "corrections": tuple(Correction(**fix) for fix in entry.get("corrections", ())),
            "cautions": tuple(
                Caution(tuple(note["articles"]), note["text"], note.get("clause", ""))
                for note in entry.get("cautions", ())
            ),
        }
        document = Document(**values)
    except (KeyError, TypeError, ValueError) as error:
        raise BadManifest(f"{name}: {error}") from error
    days = (document.issued, document.effective, document.expires, document.verified_on)
    if any(day is not None and not isinstance(day, date) for day in days):
        raise BadManifest(f"{name}: a date is not written as YYYY-MM-DD")
    return document
