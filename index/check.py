"""What can be proved of a corpus without a lawyer: nothing missing, nothing twice, every citation known."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from index.chunker import AGAIN
from index.document import Corpus, Document, TextKind
from index.manifest import read_corpus
from index.references import References
from index.text import symbols

# "Luật Tiếp công dân, Luật Khiếu nại": laws that plans cite by name only
_LAW_NAME = re.compile(r"(?<!\w)(?<![Pp]háp )[Ll]uật ((?:[Tt]hực hiện|[A-ZĐ][\w]*)(?: [\w]+){1,6})")


def check(folder: Path) -> tuple[list[str], list[str]]:
    """Return what is wrong with the corpus, and what was counted; raises UnreadableFile or BadManifest."""
    corpus = read_corpus(folder)
    problems = [*_twice(corpus), *_articles(corpus), *_citations(corpus), *_corrections(corpus), *_questions(corpus)]
    counts = Counter(document.text.value for document in corpus.documents.values())
    notes = [f"{name}: {count}" for name, count in sorted(counts.items())]
    notes += [f"passages: {len(corpus.passages)}", *(f"warning: {warning}" for warning in corpus.warnings)]
    return problems, notes


def _twice(corpus: Corpus) -> Iterator[str]:
    for passage in corpus.passages:
        name, again, count = passage.id.partition(AGAIN)
        if again:
            yield f"{name}: passage number {count} of that name"


def _articles(corpus: Corpus) -> Iterator[str]:
    """Yield the articles that a law lacks or has too many of, by the number its entry in the manifest gives."""
    for document in corpus.documents.values():
        if document.id not in corpus.texts or not document.articles:
            continue
        present = {p.citation.article for p in corpus.passages if p.citation.document == document.id} - {""}
        wanted = {str(number) for number in range(1, document.articles + 1)}
        for article in sorted(wanted - present, key=int) if not document.chosen else ():
            yield f"{document.id}: Điều {article} is missing"
        # an amendment may add Điều 3a
        for article in sorted(label for label in present - wanted if re.sub(r"\D+$", "", label) not in wanted):
            yield f"{document.id}: Điều {article} should not exist"


def _citations(corpus: Corpus) -> Iterator[str]:
    """Yield what a held text cites and the manifest does not know, by symbol or by the name of a law."""
    references = References(corpus.documents.values())
    for document in corpus.documents.values():
        if document.id not in corpus.texts:
            continue
        text = corpus.texts[document.id]
        for symbol in dict.fromkeys(symbols(text)):
            if not references.knows(symbol):
                yield f"{document.id}: {symbol} is cited but not in the manifest"
        for match in _LAW_NAME.finditer(text):
            if not references.find(f"luật {match[1]}").documents:
                yield f"{document.id}: “{match[0]}” is cited but not in the manifest"


def _corrections(corpus: Corpus) -> Iterator[str]:
    """Yield corrections whose print does not stand in the text any more."""
    for document in corpus.documents.values():
        text = _flat(corpus.texts.get(document.id, ""))
        for fix in document.corrections:
            if _flat(fix.printed) not in text:
                yield f"{document.id}: “{fix.printed}” is corrected but not in the text"


def _questions(corpus: Corpus) -> Iterator[str]:
    known: dict[Document, int] = {}
    for passage in corpus.passages:
        document = corpus.documents[passage.citation.document]
        known[document] = known.get(document, 0) + bool(passage.questions)
    for document, asked in known.items():
        if not asked and document.text is not TextKind.CATALOG:  # nobody asks it by other words than its names
            yield f"{document.id}: no everyday question leads to it"


def _flat(text: str) -> str:
    return " ".join(text.split())
