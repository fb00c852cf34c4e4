"""What of an update is worked on, and all that is written down of it: no name, no user id. Pure."""

import json
import re
from dataclasses import asdict, dataclass
from enum import StrEnum

from telegram import CallbackQuery, Message, Update, User
from telegram.constants import ChatType, MessageEntityType

Rows = tuple[tuple[tuple[str, str], ...], ...]  # a keyboard: rows of (label, callback data)


class Kind(StrEnum):
    """What a person did."""

    TEXT = "text"
    MEDIA = "media"
    BUTTON = "button"


@dataclass(frozen=True, slots=True)
class Letter:
    """One update: `message` is the one to reply to, or the one that carries the pressed button.

    A button's `text` is its label; `query` is what its press is answered by.
    """

    id: str
    chat: int
    message: int
    kind: Kind
    text: str = ""
    query: str = ""
    data: str = ""
    rows: Rows = ()
    album: str = ""


def read(update: Update, me: User) -> Letter | None:
    """Return what the update asks of us, or None when it asks nothing: edits, group talk, service notes."""
    if update.callback_query:
        return _pressed(str(update.update_id), update.callback_query)
    if update.message:
        return _written(str(update.update_id), update.message, me)
    return None


def dump(letter: Letter) -> str:
    """Return the letter as JSON."""
    return json.dumps(asdict(letter), ensure_ascii=False)


def load(payload: str) -> Letter:
    """Return the letter that dump wrote; raises ValueError, KeyError or TypeError for anything else."""
    content = json.loads(payload)
    rows = tuple(tuple((label, data) for label, data in row) for row in content["rows"])
    return Letter(**{**content, "kind": Kind(content["kind"]), "rows": rows})


def _written(id: str, message: Message, me: User) -> Letter | None:
    private = message.chat.type == ChatType.PRIVATE
    text = (message.text or "").strip() if private else _addressed(message, me)
    if text:
        return Letter(id, message.chat.id, message.message_id, Kind.TEXT, text)
    if private and message.effective_attachment:
        album = message.media_group_id or ""
        return Letter(id, message.chat.id, message.message_id, Kind.MEDIA, album=album)
    return None


def _addressed(message: Message, me: User) -> str:
    """Return what a group asks of us: the text that mentions us or replies to us, without the mention; else ""."""
    handle = f"@{me.username}"
    marked = message.parse_entities([MessageEntityType.MENTION, MessageEntityType.BOT_COMMAND]).values()
    mentioned = any(mark.lower().endswith(handle.lower()) for mark in marked)
    answered = message.reply_to_message
    replied = answered is not None and answered.from_user is not None and answered.from_user.id == me.id
    if not (mentioned or replied):
        return ""
    text = re.sub(rf"{re.escape(handle)}\b", " ", message.text or "", flags=re.IGNORECASE)
    return " ".join(text.split()) or ("/help" if mentioned else "")


def _pressed(id: str, query: CallbackQuery) -> Letter | None:
    message = query.message
    if message is None:  # only under inline results, which this bot does not send
        return None
    markup = message.reply_markup if isinstance(message, Message) else None
    rows: Rows = ()
    if markup:
        rows = tuple(
            tuple((button.text, str(button.callback_data or "")) for button in row) for row in markup.inline_keyboard
        )
    data = query.data or ""
    label = next((label for row in rows for label, carried in row if carried == data), "")
    return Letter(id, message.chat.id, message.message_id, Kind.BUTTON, label, query.id, data, rows)
