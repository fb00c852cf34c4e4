"""Corpus to index: read, parse, chunk, embed, write beside the live index, swap; half-written is never live.

The shipped texts are the first part; imported ones stand in parts after it, and those that did not change are linked
from the live index, not made again.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from index.asked import AskedIndex, questions
from index.chunker import LIMIT
from index.document import Corpus
from index.embedded import Reader
from index.embedder import Embedder
from index.lexical import FIELDS
from index.library import HOME, Library
from index.library.document import dumped
from index.library.merge import Joined, merge, passages_held
from index.manifest import corpus_hash, read_corpus
from index.neighbours import Neighbours, other_messages
from index.parts import Part, plan
from index.segment import texts_read, write
from index.text import TEXT_VERSION
from index.vectors import VectorIndex

CURRENT, META, COMPLETE = "current", "meta.json", "complete"
ASKED, NEIGHBOURS = "asked", "neighbours"
FORMAT = 13  # bump when what is written changes
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Report:
    """What a build made."""

    documents: int
    passages: int
    warnings: tuple[str, ...]
    home: Path


def build(
    folder: Path,
    data: Path,
    embedder: Embedder,
    progress: Progress | None = None,
    keep: Callable[[str], bool] = lambda _question: True,
) -> Report:
    """Build the index of the corpus in folder and of the library under data, and make it the live one.

    `progress(done, total)` is told in characters. Only the everyday questions that `keep` lets in are read.
    Raises UnreadableFile or BadManifest; the live index then stays as it was.
    """
    corpus = read_corpus(folder, keep)
    library = Library(data / HOME)
    base, state = fingerprint(folder, embedder), library.state()
    fresh = data / "index" / f".{named(base, state)}.{os.getpid()}"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    try:
        joined = merge(corpus, library)
        parts = _Building(folder, library, joined, embedder, fresh).parts(live_home(data), progress)
        _describe(fresh, joined, library, parts, {"base": base, "state": state, **_model(embedder)})
        home = _placed(fresh, data / "index" / named(base, state))
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    _make_current(data / "index", home.name)
    held = {*joined.held, *(document for document in corpus.documents if document in corpus.texts)}
    return Report(len(held), sum(part.passages for part in parts), joined.warnings, home)


def fingerprint(folder: Path, embedder: Embedder) -> str:
    """Return what names this corpus, this model and this code; the library is not in it."""
    return _hashed([corpus_hash(folder), _code(embedder)])


def named(base: str, state: str) -> str:
    """Return the name of the index that a corpus, model and code, and a library in that state, make.

    Its folder has that name, or that name and "-2" where one stood already.
    """
    return _hashed([base, state]) if state else base


def search_texts(corpus: Corpus) -> list[str]:
    """Return what the model reads of each passage of a corpus."""
    return texts_read(corpus.passages, corpus.documents)


def live_home(data: Path) -> Path | None:
    """Return the folder of the live index; None where there is none, or not a whole one."""
    try:
        home = data / "index" / (data / "index" / CURRENT).read_text(encoding="utf-8").strip()
    except OSError:
        return None
    return home if (home / COMPLETE).is_file() else None


def read_meta(home: Path) -> dict[str, Any]:
    """Return what an index says of itself."""
    found: dict[str, Any] = json.loads((home / META).read_text(encoding="utf-8"))
    return found


@dataclass(frozen=True, slots=True)
class _Building:
    """What is built from, and where to."""

    folder: Path
    library: Library
    joined: Joined
    embedder: Embedder
    fresh: Path

    def parts(self, live: Path | None, progress: Progress | None) -> list[Part]:
        """Return the parts of the new index, each linked from the live one or written."""
        old = _parts(live, self.embedder)
        others = other_messages(self.folder)
        key = _hashed([repr(self.joined.passages), repr(others), *map(repr, self._shipped())])
        wanted = {name: held.key + _hashed([dumped(held.document)]) for name, held in self.joined.held.items()}
        sizes = {name: held.size for name, held in self.joined.held.items()}
        shipped = next((part for part in old if part.documents == {"": key}), None)
        planned = plan([part for part in old if "" not in part.documents], wanted, sizes)
        kept = [*([shipped] if shipped else []), *planned.kept]
        gone = [live / part.folder for part in old if part not in kept] if live else []
        told = _Told(progress, self._characters(shipped, planned.made))
        reader = Reader(self.embedder, gone, told)
        for part in kept if live else ():
            shutil.copytree(live / part.folder, self.fresh / part.folder, copy_function=_link)  # type: ignore[operator]
        if shipped is None:
            shipped = self._write_shipped(key, others, reader)
        made = [self._write_held({name: wanted[name] for name in names}, reader) for names in planned.made]
        told.end()
        return [shipped, *planned.kept, *made]

    def _shipped(self) -> list[object]:
        names = dict.fromkeys(passage.citation.document for passage in self.joined.passages)
        return [self.joined.documents[name] for name in names]

    def _characters(self, shipped: Part | None, made: Sequence[Sequence[str]]) -> int:
        """Return about how many characters will be read: passages are not known before they are cut."""
        own = 0 if shipped else sum(len(passage.text) for passage in self.joined.passages)
        return own + sum(self.joined.held[name].size for names in made for name in names)

    def _write_shipped(self, key: str, others: Sequence[tuple[str, int]], reader: Reader) -> Part:
        passages, home = self.joined.passages, self.fresh / "shipped"
        write(home, passages, self.joined.documents, reader)
        asked = questions(passages)
        AskedIndex.build(passages, reader.read(asked, home / ASKED, asked=True)).save(home / ASKED)
        vectors = reader.read([text for text, _ in others], home / NEIGHBOURS, asked=True)
        kinds = np.array([kind for _, kind in others])
        Neighbours(VectorIndex.build(vectors), kinds).save(home / NEIGHBOURS)
        return Part(home.name, {"": key}, len(passages))

    def _write_held(self, wanted: Mapping[str, str], reader: Reader) -> Part:
        passages = list(passages_held((self.joined.held[name] for name in wanted), self.library))
        home = self.fresh / _hashed(sorted(wanted.items()))
        write(home, passages, self.joined.documents, reader)
        return Part(home.name, wanted, len(passages))


class _Told:
    """Turns characters read into progress that never goes back and ends at the end."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self._progress = progress
        self._total = total
        self._done = 0

    def __call__(self, characters: int) -> None:
        """Tell that so many characters more were read."""
        self._done = min(self._done + characters, self._total - 1)
        if self._progress:
            self._progress(self._done, self._total)

    def end(self) -> None:
        """Tell that all was read, where anything was to be."""
        if self._progress and self._total:
            self._progress(self._total, self._total)


def _describe(home: Path, joined: Joined, library: Library, parts: Sequence[Part], meta: Mapping[str, object]) -> None:
    """Write what an index says of itself; the last file makes it whole."""
    told = {
        **meta,
        "parts": [asdict(part) for part in parts],
        "files": {part.folder: files(home / part.folder) for part in parts},
        "library": {name: key for name, (key, _) in library.keys().items()},
        "documents": [dumped(held.document) for held in joined.held.values()],
        "official": joined.official,
        "added": sorted(joined.added),
    }
    (home / META).write_text(json.dumps(told, ensure_ascii=False, default=dict), encoding="utf-8")
    (home / COMPLETE).write_text("", encoding="utf-8")


def _parts(live: Path | None, embedder: Embedder) -> list[Part]:
    """Return the parts of the live index that this code and this model would make as they are."""
    try:
        meta = read_meta(live) if live else {}
        if live is None or meta["code"] != _code(embedder):
            return []
        parts = [Part(**part) for part in meta["parts"]]
        return [part for part in parts if files(live / part.folder) == meta["files"][part.folder]]
    except (OSError, ValueError, KeyError, TypeError):  # an index of an earlier format, or a damaged one
        return []


def _code(embedder: Embedder) -> str:
    return _hashed([embedder.name, embedder.dim, TEXT_VERSION, FORMAT, LIMIT, sorted(FIELDS.items())])


def _model(embedder: Embedder) -> dict[str, object]:
    return {"code": _code(embedder), "embedder": embedder.name, "dim": embedder.dim}


def _hashed(parts: object) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


def files(home: Path) -> dict[str, int]:
    """Return the files of a part and their sizes: one that was cut short is not used again."""
    return {file.relative_to(home).as_posix(): file.stat().st_size for file in home.rglob("*") if file.is_file()}


def _link(source: str, target: str) -> None:
    """Give a file that never changes a second name, or copy it where the disk knows no such names."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _placed(fresh: Path, home: Path) -> Path:
    """Return where a folder was put: one that stands already may be the live index, and serves to the end."""
    number, free = 1, home
    while True:
        try:
            return fresh.rename(free)
        except OSError:  # another process may have put its own there this moment
            if not free.exists():
                raise
        number += 1
        free = home.with_name(f"{home.name}-{number}")


def _make_current(folder: Path, name: str) -> None:
    """Name the live index in one step, then drop the ones nobody can reach any more."""
    pointer = folder / f".{CURRENT}.{os.getpid()}"
    pointer.write_text(name, encoding="utf-8")
    pointer.replace(folder / CURRENT)
    for old in folder.iterdir():
        mine = old.name.startswith(".") and f".{os.getpid()}" in old.name
        if old.is_dir() and old.name != name and not mine and not _being_written(old):
            shutil.rmtree(old, ignore_errors=True)


def _being_written(home: Path) -> bool:
    """Tell whether another living process is at work on a folder, `.<name>.<pid>`."""
    pid = home.suffix.removeprefix(".")
    return home.name.startswith(".") and pid.isdecimal() and Path(f"/proc/{pid}").exists()
