"""The live index on disk: whether it fits what is there now, and all its parts, ready to be searched."""

from dataclasses import dataclass, field
from pathlib import Path

from index.asked import AskedIndex
from index.build import ASKED, CURRENT, NEIGHBOURS, files, fingerprint, live_home, read_meta
from index.document import Citation, Corpus, Passage
from index.embedder import Embedder
from index.errors import MissingIndex, StaleIndex
from index.in_force import InForce
from index.lexical import LexicalIndex
from index.library import HOME, Library
from index.library.document import loaded
from index.manifest import read_documents
from index.neighbours import Neighbours
from index.segment import LEXICAL, PASSAGES, VECTORS, Labels, labels
from index.store import Passages
from index.vectors import VectorIndex

CHOSEN = "embedder"  # names the model that was chosen for this house, under its data folder


@dataclass(frozen=True, slots=True)
class Editions:
    """The official wording of what the shipped digests say in plain words, read when it is asked for."""

    library: Library
    held: dict[str, str] = field(default_factory=dict)  # a digest's id to its edition's in the library
    added: frozenset[tuple[str, str]] = frozenset()  # articles that only the edition has

    def official(self, citation: Citation) -> str:
        """Return the official wording of the cited article or clause; nothing where none is held."""
        name = self.held.get(citation.document)
        return self.library.official(name, citation.article, citation.clause) if name and citation.article else ""

    def quotes(self, passage: Passage) -> bool:
        """Return whether a passage of a digest is not the digest's but its edition's."""
        return (passage.citation.document, passage.citation.article) in self.added


@dataclass(frozen=True, slots=True)
class Live:
    """The parts of an index, opened; `behind` tells that texts were imported since it was built."""

    corpus: Corpus
    passages: Passages
    lexical: LexicalIndex
    vectors: VectorIndex
    asked: AskedIndex
    neighbours: Neighbours
    documents: Labels
    sectors: Labels
    in_force: InForce
    editions: Editions
    behind: bool


def open_live(data: Path, folder: Path, embedder: Embedder) -> Live:
    """Return the live index under data, of the corpus in folder.

    One that lacks only the newest imports still serves. Raises MissingIndex when none was built, StaleIndex when it
    does not fit the corpus, the model or the code, holds what the library does not hold any more, or is damaged.
    """
    base = fingerprint(folder, embedder)
    while True:
        home = _home(data)
        try:
            return _opened(home, data, folder, base)
        except StaleIndex:
            raise
        except Exception as error:  # a file cut short fails in its library's own way
            if home == live_home(data):  # it was not swapped for another meanwhile
                raise StaleIndex(f"the index is damaged: {type(error).__name__}") from error


def behind(data: Path) -> bool:
    """Return whether an index is live that does not hold what the library holds."""
    home = live_home(data)
    return home is not None and read_meta(home)["state"] != Library(data / HOME).state()


def stamp(data: Path) -> str:
    """Return what changes when another index becomes live, the library changes, or another model is chosen; cheap."""
    library = data / HOME
    log = library.with_name(f"{library.name}-wal")  # stands empty while somebody only reads
    told = (_stat(data / "index" / CURRENT)[0], _stat(library)[0], _stat(log)[1], _stat(data / CHOSEN)[0])
    return " ".join(map(str, told))


def _stat(file: Path) -> tuple[int, int]:
    """Return when a file changed last and its size; nothing of one that is not there."""
    try:
        found = file.stat()
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_size


def _home(data: Path) -> Path:
    if not (data / "index" / CURRENT).exists():
        raise MissingIndex("no index has been built")
    home = live_home(data)
    if home is None:
        raise StaleIndex("the index is not whole")
    return home


def _opened(home: Path, data: Path, folder: Path, base: str) -> Live:
    meta, library = read_meta(home), Library(data / HOME)
    if meta["base"] != base:
        raise StaleIndex("the index was built from other texts, another model or another version")
    if any(files(home / folder) != sizes for folder, sizes in meta["files"].items()):
        raise StaleIndex("the index is damaged: a file of it is not as it was written")
    behind = meta["state"] != library.state()
    if behind:
        keys = {name: key for name, (key, _) in library.keys().items()}
        if any(keys.get(name) != key for name, key in meta["library"].items()):
            raise StaleIndex("the index holds texts that the library does not hold any more")
    parts = [home / part["folder"] for part in meta["parts"]]
    documents = read_documents(folder)
    documents |= {document.id: document for document in map(loaded, meta["documents"])}
    passages = Passages(*(part / PASSAGES for part in parts))
    verified = frozenset((checked.document, checked.article) for checked in library.verifications())
    named, sectors, in_force = labels(parts)
    return Live(
        Corpus(documents, {}, passages, home.name, verified=verified),
        passages,
        LexicalIndex.load(*(part / LEXICAL for part in parts)),
        VectorIndex.load(*(part / VECTORS for part in parts)),
        AskedIndex.load(parts[0] / ASKED),
        Neighbours.load(parts[0] / NEIGHBOURS),
        named,
        sectors,
        in_force,
        Editions(library, meta["official"], frozenset((name, article) for name, article in meta["added"])),
        behind,
    )
