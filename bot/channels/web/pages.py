"""Values become HTML: the page, the fragments that chat.js appends, and their words."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.channels.web.assets import Asset
from bot.channels.web.form import fresh_id
from bot.channels.web.prose import Block, blocks
from bot.domain import Outgoing, Source
from bot.messages import listing, say
from index.document import TextKind

_TAGS = {
    TextKind.OFFICIAL: "web.source_official",
    TextKind.DIGEST: "web.source_digest",
    TextKind.CATALOG: "web.source_catalog",
    TextKind.APPROVED: "web.source_approved",
    TextKind.CITED_ONLY: "web.source_cited_only",
}


class Pages:
    """The templates, filled in; every method returns HTML in which all values are escaped."""

    def __init__(self, assets: dict[str, Asset], first_words: str) -> None:
        """Take the static files to link to and the notice of the first contact."""
        self._env = Environment(
            loader=FileSystemLoader(Path(__file__).parent),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._env.globals.update(
            say=say,
            listing=listing,
            prose=prose,
            tag=tag,
            verbatim=verbatim,
            fresh_id=fresh_id,
            asset=lambda name: assets[name].url,
            first_words=first_words,
        )

    def page(
        self,
        *,
        first: bool,
        question: str = "",
        replies: tuple[Outgoing, ...] = (),
        words: str = "",
        draft: str = "",
    ) -> str:
        """Return the whole page: the notice open on `first` contact, a question with replies or `words`, a `draft`."""
        return self._env.get_template("page.html").render(
            first=first, question=question, replies=replies, words=words, draft=draft
        )

    def answers(self, replies: tuple[Outgoing, ...]) -> str:
        """Return the list items of the replies."""
        return self._env.get_template("answers.html").render(replies=replies, words="")

    def words(self, words: str) -> str:
        """Return a list item that says something which is not an answer."""
        return self._env.get_template("answers.html").render(replies=(), words=words)

    def thanks(self, words: str) -> str:
        """Return what takes the place of the thumbs."""
        return self._env.get_template("thanks.html").render(words=words)


def prose(text: str) -> tuple[Block, ...]:
    """Return the blocks of an answer's text, its source line apart."""
    return blocks(text, (say("web.basis"), say("answer.understood", question="").rstrip()))


def tag(source: Source) -> str:
    """Return the words for the kind of the source's text, "" for a kind without any."""
    key = next((words for kind, words in _TAGS.items() if kind == source.text_kind), "")
    return say(key) if key else ""


def verbatim(source: Source) -> bool:
    """Return whether the text may stand in quotation marks; a digest in our own words never may."""
    return source.text_kind == TextKind.OFFICIAL
