"""The values that pass between the parts of the index: documents, citations, passages, hits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class TextKind(StrEnum):
    """What the stored text of a document is."""

    OFFICIAL = "official"
    DIGEST = "digest"
    CATALOG = "catalog"
    APPROVED = "approved"
    CITED_ONLY = "cited-only"


class Kind(StrEnum):
    """What sort of document it is."""

    LAW = "luat"
    PLAN = "ke-hoach"
    OTHER = "khac"


@dataclass(frozen=True, slots=True)
class Correction:
    """A misprint as printed and its right reading; the stored text keeps the print."""

    printed: str
    reading: str
    section: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Caution:
    """What must be said with every answer from these articles, such as a change that is not merged."""

    articles: tuple[str, ...]
    text: str
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One entry of the manifest; dates may be unknown, `fate` tells what became of the issuer."""

    id: str
    kind: Kind
    title: str
    short: str
    text: TextKind
    number: str = ""
    issuer: str = ""
    place: str = ""
    year: int | None = None
    issued: date | None = None
    issued_as_printed: str = ""
    effective: date | None = None
    expires: date | None = None
    amended_by: tuple[str, ...] = ()
    version: str = ""
    articles: int = 0  # how many a law has, 0 for other texts
    in_force_by: str = ""  # the article that says since when a law is in force
    fate: str = ""
    signer_office: str = ""
    source: str = ""
    verified_on: date | None = None
    certainty: str = ""
    status: str = ""
    file: str = ""
    aliases: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()
    cautions: tuple[Caution, ...] = ()

    def expired(self, on: date) -> bool:
        """Return whether the document's time had run out on that day."""
        return self.expires is not None and on > self.expires


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in a document, printed as a person cites it; ids follow Akoma Ntoso."""

    document: str
    article: str = ""
    clause: str = ""
    point: str = ""
    section: str = ""

    @property
    def locator(self) -> str:
        """Return "Điều 13 khoản 2 điểm a" or "III.1"."""
        if self.section:
            return self.section
        parts = (("Điều", self.article), ("khoản", self.clause), ("điểm", self.point))
        return " ".join(f"{name} {value}" for name, value in parts if value)

    @property
    def spoken(self) -> str:
        """Return "điểm a khoản 2 Điều 13" or "mục III.1", as a citizen reads it in a sentence."""
        if self.section:
            return f"mục {self.section}" if self.section[0] in "IVX" else f"phần {self.section}"
        parts = (("điểm", self.point), ("khoản", self.clause), ("Điều", self.article))
        return " ".join(f"{name} {value}" for name, value in parts if value)

    def __str__(self) -> str:
        """Return the id, "luat-10-2022-qh15#art_15__cl_2__point_đ"."""
        parts = (("art", self.article), ("cl", self.clause), ("point", self.point), ("sec", self.section))
        return f"{self.document}#" + "__".join(f"{name}_{value}" for name, value in parts if value)


@dataclass(frozen=True, slots=True)
class Passage:
    """A citable span of a stored text: `text` is exactly the stored characters start..end."""

    id: str
    citation: Citation
    headings: tuple[str, ...]
    text: str
    start: int
    end: int
    questions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()  # right readings of misprints inside the span, searched, never shown

    @property
    def title(self) -> str:
        """Return the headings above the passage, joined."""
        return " ".join(self.headings)

    @property
    def heading(self) -> str:
        """Return the nearest heading, or nothing."""
        return self.headings[-1] if self.headings else ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found, with its fused score and what it was made of."""

    passage: Passage
    score: float
    lexical: float = 0.0
    dense: float = 0.0


@dataclass(frozen=True, slots=True)
class Corpus:
    """Documents by id, their stored texts by id, and the passages cut from them."""

    documents: Mapping[str, Document]
    texts: Mapping[str, str]
    passages: tuple[Passage, ...]
    hash: str
    warnings: tuple[str, ...] = field(default=())
