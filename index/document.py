"""The values that pass between the parts of the index: documents, citations, passages, hits."""

from collections.abc import Mapping, Sequence
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
    """What sort of document it is, as its symbol says."""

    LAW = "luat"
    ORDINANCE = "phap-lenh"
    DECREE = "nghi-dinh"
    JOINT_RESOLUTION = "nghi-quyet-lien-tich"
    CIRCULAR = "thong-tu"
    JOINT_CIRCULAR = "thong-tu-lien-tich"
    RESOLUTION = "nghi-quyet"
    DECISION = "quyet-dinh"
    DIRECTIVE = "chi-thi"
    REGULATION = "quy-dinh"
    CONCLUSION = "ket-luan"
    GUIDANCE = "huong-dan"
    PROGRAMME = "chuong-trinh"
    SCHEME = "de-an"
    LETTER = "cong-van"
    SUBMISSION = "to-trinh"
    PLAN = "ke-hoach"
    OTHER = "khac"


NORMATIVE = frozenset(
    {Kind.LAW, Kind.ORDINANCE, Kind.DECREE, Kind.JOINT_RESOLUTION, Kind.CIRCULAR, Kind.JOINT_CIRCULAR}
)


class Visibility(StrEnum):
    """Who may read answers from a document."""

    PUBLIC = "public"
    STAFF = "staff"


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
    amends: tuple[str, ...] = ()
    amended_by: tuple[str, ...] = ()
    unmerged: tuple[str, ...] = ()  # amendments that the stored text does not hold
    replaces: tuple[str, ...] = ()
    replaced_by: tuple[str, ...] = ()
    transition: str = ""  # which wording goes on for a case that was filed before a change
    version: str = ""
    articles: int = 0  # how many a law has, 0 for other texts
    chosen: bool = False  # only chosen articles of it are held
    in_force_by: str = ""  # the article that says since when a law is in force
    fate: str = ""
    signer_office: str = ""
    source: str = ""
    verified_on: date | None = None
    certainty: str = ""
    visibility: Visibility = Visibility.PUBLIC
    status: str = ""
    file: str = ""
    aliases: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()
    cautions: tuple[Caution, ...] = ()

    @property
    def normative(self) -> bool:
        """Return whether it is law for everybody: a law, a decree, a circular."""
        return self.kind in NORMATIVE

    def expired(self, on: date) -> bool:
        """Return whether the document's time had run out on that day."""
        return self.expires is not None and on > self.expires

    def in_force(self, on: date) -> bool:
        """Return whether the document had begun on that day and had not run out."""
        return (self.effective is None or self.effective <= on) and not self.expired(on)


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
            named = (
                "mục"
                if self.section[0] in "IVX0123456789"
                else "phần"
                if self.section.startswith(("mở đầu", "kết"))
                else ""
            )
            return f"{named} {self.section}".strip()
        parts = (("điểm", self.point), ("khoản", self.clause), ("Điều", self.article))
        return " ".join(f"{name} {value}" for name, value in parts if value)

    def __str__(self) -> str:
        """Return the id, "luat-10-2022-qh15#art_15__cl_2__point_đ"."""
        parts = (("art", self.article), ("cl", self.clause), ("point", self.point), ("sec", self.section))
        return f"{self.document}#" + "__".join(f"{name}_{value}" for name, value in parts if value)


@dataclass(frozen=True, slots=True)
class Validity:
    """From which day to which day a wording is in force, both included, and what brought or ended it.

    `by` is the place of the amending document; with `repealed` it ended the rule and nothing stands in its place.
    `before` says in a few words what was the rule before; `fresh` that there was none.
    """

    since: date | None = None
    until: date | None = None
    by: str = ""
    before: str = ""
    fresh: bool = False
    repealed: bool = False

    def on(self, day: date) -> bool:
        """Return whether the wording was in force on that day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


ALWAYS = Validity()


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
    validity: Validity = ALWAYS

    def __hash__(self) -> int:
        """Return a hash of the id alone: a passage is looked up in caches dozens of times a question."""
        return hash(self.id)

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
    """Documents by id, their stored texts by id, and the passages cut from them.

    `verified` are the documents and articles that a named person has checked, ("luat-…", "13") or ("luat-…", "").
    """

    documents: Mapping[str, Document]
    texts: Mapping[str, str]
    passages: Sequence[Passage]
    hash: str
    warnings: tuple[str, ...] = field(default=())
    verified: frozenset[tuple[str, str]] = frozenset()
