"""What a keeper does with the library: add, list, show, remove, verify, and the table of what is held."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import unified_diff
from itertools import chain, islice
from pathlib import Path

from bot.answer.cite import day
from bot.errors import Refused
from bot.intake import Found, Given, Intake, Progress, described, refusal
from bot.messages import say
from index.chunker import chunk
from index.codification import entries, is_codification, read_codification
from index.document import Document, Passage, TextKind
from index.errors import BadSource
from index.formats import SUFFIXES
from index.library import Entry, Library, Standing, number_key
from index.manifest import read_manifest
from index.parser import parse
from index.reader import read

_FIELDS = (
    "number",
    "issuer",
    "issued",
    "effective",
    "expires",
    "version",
    "source",
    "certainty",
    "status",
    "visibility",
)
_OTHERS = ("amends", "amended_by", "unmerged", "replaces", "replaced_by")
_SHOWN = 12  # lines of a difference
_NAMED = 5  # ids named of many


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import came to: how many texts are held anew, and whether every file was taken."""

    changed: int
    complete: bool


class Librarian:
    """Works on the library beside the corpus in folder; `tell` is given every line, `agree` asks: yes or no."""

    def __init__(
        self,
        library: Library,
        folder: Path,
        today: date,
        tell: Callable[[str], None],
        agree: Callable[[str], bool],
    ) -> None:
        self._library = library
        self._folder = folder
        self._shipped = {document.id: document for document in read_manifest(folder / "manifest.toml")}
        self._today = today
        self._tell = tell
        self._agree = agree

    def add(
        self, paths: Sequence[Path], given: Given, *, replace: bool = False, progress: Progress | None = None
    ) -> Outcome:
        """Hold what the files say, after showing what was recognised and asking; what cannot be taken is told and left.

        Another text under an id already held is left as it is unless it is to be replaced.
        """
        whole = [path for path in paths if is_codification(path)]
        files = [file for path in paths if path not in whole for file in _files(path)]
        found, refused = self._read(files, given, progress)
        new, conflicts = self._shown(found, replace=replace)
        conflicts += self._counted(whole, replace=replace) if whole else 0
        complete = not refused and not (conflicts and not replace)
        if not (new or whole):
            return Outcome(0, complete)
        if not self._agree(say("corpus.agree", count=new + len(whole))):
            return Outcome(0, complete=False)
        offered = chain((one.entry for one in found), self._codified(whole))
        added = self._library.add(offered, replace=replace, keep=True)
        changed = len(added.new) + len(added.updated) + len(added.replaced)
        counts = {name: len(getattr(added, name)) for name in ("new", "replaced", "updated", "same")}
        self._tell(say("corpus.added", **counts))
        if added.kept:
            self._tell(say("corpus.kept", documents=_some(added.kept), count=len(added.kept)))
        return Outcome(changed, complete)

    def remove(self, name: str) -> bool:
        """Wipe an imported document after asking, and return whether it was; raises Refused for one not imported."""
        document = self._library.document(name)
        if document is None:
            shipped = name in self._shipped
            raise Refused(say("corpus.shipped" if shipped else "corpus.unknown", id=name))
        if not self._agree(say("corpus.agree_remove", title=document.title)):
            return False
        self._library.remove(name)
        self._tell(say("corpus.removed", title=document.title))
        return True

    def verify(self, place: str, by: str, on: date) -> None:
        """Record that a person checked a document, "luat-…", or one article of it, "luat-…#13"; raises Refused."""
        name, _, article = place.partition("#")
        article = article.removeprefix("art_")
        held = self._documents().get(name)
        if held is None:
            raise Refused(say("corpus.unknown", id=name))
        if not by.strip():
            raise Refused(say("corpus.by_whom"))
        if on > self._today:
            raise Refused(say("corpus.not_yet", date=on))
        if article and article not in self._articles(held):
            raise Refused(say("corpus.no_article", id=name, article=article))
        self._library.verify(name, article, by.strip(), on)
        self._tell(say("corpus.verified", title=held.title, article=article or "–", by=by.strip(), date=on))

    def listed(self) -> Iterator[str]:
        """Yield a line for every document: id, what is held, title."""
        for document in self._documents().values():
            held = say(f"held.{document.text.name.lower()}")
            yield f"{document.id}  [{held}, {say(f'corpus.{document.visibility}')}]  {document.title}"

    def shown(self, place: str) -> Iterator[str]:
        """Yield what is known of a document, or the held words of one article of it; raises Refused."""
        name, _, article = place.partition("#")
        document = self._documents().get(name)
        if document is None:
            raise Refused(say("corpus.unknown", id=name))
        if article:
            yield from self._article(document, article.removeprefix("art_"))
            return
        yield document.title
        for field in _FIELDS:
            if value := getattr(document, field):
                shown = (
                    say(f"corpus.{value}")
                    if field == "visibility"
                    else day(value)
                    if isinstance(value, date)
                    else value
                )
                yield f"  {say(f'field.{field}')}: {shown}"
        for field in _OTHERS:
            if value := getattr(document, field):
                yield f"  {say(f'field.{field}')}: {', '.join(value)}"

    def status(self) -> Iterator[tuple[str, ...]]:
        """Yield the rows of the table a legal officer needs, headings first."""
        yield tuple(
            say(f"status.{name}") for name in ("document", "version", "held", "since", "unmerged", "checked", "by")
        )
        imported = {document.id for document in self._library.documents()}
        for document in self._documents().values():
            if document.text is TextKind.CITED_ONLY:
                continue
            checks = self._library.verifications(document.id)
            last = checks[-1] if checks else None
            where = say("status.article", article=last.article) if last and last.article else ""
            both = document.id in imported and document.text is TextKind.DIGEST
            yield (
                document.number or document.short,
                document.version or "–",
                say("held.both" if both else f"held.{document.text.name.lower()}"),
                str(document.effective or document.issued or "–"),
                ", ".join(document.unmerged) or "–",
                f"{last.on} {where}".rstrip() if last else "–",
                last.by if last else "–",
            )

    def _read(self, files: Iterable[Path], given: Given, progress: Progress | None) -> tuple[list[Found], int]:
        intake, found, refused = Intake(self._shipped, self._today), [], 0
        for file in files:
            try:
                found.append(intake.read(file, given, progress))
            except Refused as error:
                self._tell(say("cli.problem", problem=error))
                refused += 1
        return found, refused

    def _shown(self, found: Sequence[Found], *, replace: bool) -> tuple[int, int]:
        """Tell what each file is and how it stands to what is held; return how many would be taken, how many differ."""
        new = conflicts = 0
        for one, (entry, standing) in zip(found, self._library.compare(one.entry for one in found), strict=True):
            for line in described(one):
                self._tell(line)
            new += standing in {Standing.NEW, Standing.UPDATED} or (replace and standing is Standing.OTHER)
            if standing is Standing.SAME:
                self._tell("  " + say("corpus.same"))
            if standing is Standing.OTHER:
                conflicts += 1
                self._tell("  " + say("corpus.differs" if replace else "corpus.conflict"))
                for line in _difference(self._library.text(entry.document.id), entry.text):
                    self._tell(f"    {line}")
        return new, conflicts

    def _codified(self, paths: Iterable[Path]) -> Iterator[Entry]:
        for path in paths:
            yield from entries(read_codification(path), source=path.name, retrieved_on=self._today)

    def _counted(self, paths: Sequence[Path], *, replace: bool) -> int:
        """Tell how many documents and articles a codification holds; return how many differ from a text held."""
        documents = articles = 0
        other: list[str] = []
        try:
            for entry, standing in self._library.compare(self._codified(paths)):
                documents += 1
                articles += len(entry.articles)
                if standing is Standing.OTHER:
                    other.append(entry.document.id)
        except BadSource as error:
            raise Refused(refusal(error)) from error
        self._tell(say("corpus.codification", documents=documents, articles=articles))
        if other:
            self._tell(
                say("corpus.differ" if replace else "corpus.conflicts", count=len(other), documents=_some(other))
            )
        return len(other)

    def _documents(self) -> dict[str, Document]:
        """Return every document by id, the shipped ones first; an import completes one that is only cited."""
        documents = dict(self._shipped)
        for document in self._library.documents():
            if document.id not in documents or documents[document.id].text is TextKind.CITED_ONLY:
                documents[document.id] = document
        return documents

    def _passages(self, document: Document) -> tuple[Passage, ...]:
        """Return what is held of a document, our own words before an official text of the same."""
        if document.file:
            text = read(self._folder / document.file)
            return chunk(document, text, parse(text))
        return self._library.passages(document.id)

    def _articles(self, document: Document) -> set[str]:
        return {passage.citation.article for passage in self._passages(document)} - {""}

    def _article(self, document: Document, article: str) -> Iterator[str]:
        own = [passage for passage in self._passages(document) if passage.citation.article == article]
        edition = self._edition(document)
        official = self._library.official(edition, article) if document.file else ""
        if not own:
            raise Refused(say("corpus.no_article", id=document.id, article=article))
        yield own[0].heading
        yield from (f"{_days(passage)}{passage.text}" for passage in own)
        if official:
            yield f"{say('corpus.official')}\n{official}"
        for place in self._library.articles(edition):
            if place.article == article:
                yield from (line for line in (place.note, place.url, *place.references) if line)

    def _edition(self, document: Document) -> str:
        """Return the id under which the library holds the official text of a document, its own where it holds none."""
        number = number_key(document.number)
        held = (other.id for other in self._library.documents() if number and number_key(other.number) == number)
        return next(held, document.id)


def _days(passage: Passage) -> str:
    """Return from when to when a wording is in force and by which amendment, where it is not in force for ever."""
    since, until, by = passage.validity.since, passage.validity.until, passage.validity.by
    if since is None and until is None:
        return ""
    by = f" {say('corpus.by_amendment', by=by)}" if by else ""
    return say("corpus.days", since=since or "…", until=until or "…", by=by) + "\n"


def table(rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """Yield the rows as lines, cells side by side."""
    held = [tuple(rows_) for rows_ in rows]
    widths = [max(map(len, column)) for column in zip(*held, strict=True)]
    for row in held:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _files(path: Path) -> Iterator[Path]:
    """Yield the file, or the readable files under a folder in the order of their names."""
    if path.is_dir():
        yield from (file for file in sorted(path.rglob("*")) if file.suffix.lower() in SUFFIXES)
    else:
        yield path


def _difference(held: str, offered: str) -> Iterator[str]:
    lines = unified_diff(held.splitlines(), offered.splitlines(), lineterm="", n=0)
    changed = [line for line in lines if line[:3] not in {"---", "+++"} and line[:2] != "@@"]
    yield from (line[:160] for line in islice(changed, _SHOWN))
    if len(changed) > _SHOWN:
        yield say("corpus.more_lines", count=len(changed) - _SHOWN)


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:_NAMED]) + (" …" if len(names) > _NAMED else "")
