"""What a cry for help is answered with: the emergency numbers, and below them the answer to what is asked besides."""

import logging
from collections.abc import Callable
from dataclasses import replace

from bot.answer.compose import SCREEN
from bot.answer.danger import Danger, danger
from bot.answer.excerpt import shorten
from bot.domain import Answer, Outcome
from bot.messages import say

# So sure must the search be that a message with a danger in it asks something too. Who speaks of ending his life gets
# the numbers and nothing beside them.
_ASKS_TOO = {
    Danger.VIOLENCE: 0.95,
    Danger.DANGER: 0.95,
    Danger.MEDICAL: 0.95,
    Danger.FIRE: 0.95,
    Danger.CHILD: 0.99,
    Danger.SELF_HARM: 1.1,
}
_log = logging.getLogger(__name__)


def alarmed(text: str, numbers: str) -> Answer | None:
    """Return the emergency numbers for a message that tells of danger, None for any other."""
    found = danger(text)
    if found is None:
        return None
    return Answer(Outcome.HANDED_OVER, say("refusal.danger", numbers=numbers), confidence=1.0, category=found.value)


def besides(alarm: Answer, answered: Callable[[], Answer]) -> Answer:
    """Return an alarm, with the answer below it where the message is clearly a question too.

    "Bị dọa đánh vì tố cáo thì ai bảo vệ?" wants both. Whatever breaks, the numbers go out.
    """
    try:
        answer = answered()
    except Exception:
        _log.exception("a cry for help was answered with the numbers alone")
        return alarm
    if answer.outcome is not Outcome.ANSWERED or answer.confidence < _ASKS_TOO[Danger(alarm.category)]:
        return replace(alarm, retrieved=answer.retrieved)
    body, _, tail = answer.text.rpartition("\n\n")  # the last paragraph names the source
    room = SCREEN - len(alarm.text) - len(tail) - 4
    if len(body) <= room:
        return replace(answer, text=f"{alarm.text}\n\n{answer.text}", category=alarm.category)
    text = "\n\n".join((alarm.text, shorten(body, max(room, 0)), tail))
    return replace(answer, text=text, more=f"{answer.text}\n\n{answer.more}".strip(), category=alarm.category)
