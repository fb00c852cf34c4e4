"""Puts the house together: settings, corpus, model, index, answers; the only module that reads the clock."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from bot.answer.answerer import Answerer
from bot.config import ROOT, VIETNAM, Settings
from bot.errors import BadSetting
from bot.messages import say
from index.build import Report, build
from index.embedder import Embedder, open_embedder
from index.errors import EmbedderError, IndexProblem, MissingModels
from index.library import HOME, Library
from index.live import CHOSEN
from index.search import Index, SecondReader

CORPUS = ROOT / "corpus"
Progress = Callable[[int, int], None]


def now() -> datetime:
    """Return this moment, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Return the date in Vietnam."""
    return now().astimezone(VIETNAM).date()


def embedder(settings: Settings, name: str | None = None) -> Embedder:
    """Return the model of that name; without one that of the settings, then the one chosen, then the shipped one."""
    wanted = settings.embedding_model or chosen(settings.data) if name is None else name
    try:
        return open_embedder(wanted or None)
    except EmbedderError as error:
        raise _unusable(wanted, error) from error


def chosen(data: Path) -> str:
    """Return the name of the model that `danbiet embedder set` chose, nothing for the shipped one."""
    file = data / CHOSEN
    return file.read_text(encoding="utf-8").strip() if file.is_file() else ""


def cross_encoder(settings: Settings) -> SecondReader | None:
    """Return the model that reads the best passages once more; None unless one is named."""
    if not settings.cross_encoder:
        return None
    from index.hub import CrossEncoder  # noqa: PLC0415 - takes the extra "models"

    try:
        return CrossEncoder(settings.cross_encoder)
    except EmbedderError as error:
        raise _unusable(settings.cross_encoder, error) from error


def _unusable(name: str, error: EmbedderError) -> BadSetting:
    if isinstance(error, MissingModels):
        return BadSetting(say("setting.models", name=name))
    return BadSetting(say("setting.model", name=name, reason=error))


def build_index(settings: Settings, progress: Progress | None = None) -> Report:
    """Build the index of the corpus anew and make it live."""
    return build(CORPUS, settings.data, embedder(settings), progress)


def open_index(settings: Settings, progress: Progress | None = None) -> Index:
    """Return the live index, built first when it is missing or does not fit the texts, the model or the code."""
    model = embedder(settings)
    try:
        index = Index.open(settings.data, CORPUS, model)
    except IndexProblem:
        index = None
    if index is None or index.behind:  # an import may have been killed before its index was built
        build(CORPUS, settings.data, model, progress)
        index = Index.open(settings.data, CORPUS, model)
    index.second = cross_encoder(settings)
    return index


def open_library(settings: Settings) -> Library:
    """Return the library of imported texts."""
    return Library(settings.data / HOME)


def open_answerer(settings: Settings, progress: Progress | None = None, *, staff: bool = False) -> Answerer:
    """Return what answers questions, ready to use; for `staff` also from documents that are not public."""
    return Answerer.of(open_index(settings, progress), CORPUS, contact(settings), staff=staff)


def contact(settings: Settings) -> str:
    """Return whom a person is sent to when the texts do not answer; nothing where no operator is set."""
    if settings.operator and settings.telephone:
        return say("refusal.contact_operated", operator=settings.operator, telephone=settings.telephone)
    return settings.operator


def first_words(settings: Settings) -> str:
    """Return the notice of a first contact: automatic, whose, what it is worth, what is kept and how long."""
    whose = contact(settings)
    who = say("contact.operated", operator=whose) if whose else say("contact.trial")
    return "\n".join((f"{who} {say('contact.notice')}", say("contact.kept", days=settings.retention_days)))
