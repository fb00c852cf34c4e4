"""What a cry for help is answered with: the emergency numbers, and below them the answer to what is asked besides."""

import logging
import re
from collections.abc import Callable
from dataclasses import replace

from bot.answer.compose import SCREEN
from bot.answer.danger import Danger, danger
from bot.answer.excerpt import shorten
from bot.domain import Answer, Outcome
from bot.messages import say
from index.text import syllables

# So sure must the search be that a message with a danger in it asks something too. Who speaks of ending his life gets
# the numbers and nothing beside them.
_ASKS_TOO = {
    Danger.VIOLENCE: 0.97,
    Danger.DANGER: 0.97,
    Danger.MEDICAL: 0.97,
    Danger.FIRE: 0.97,
    Danger.CHILD: 0.99,
    Danger.SELF_HARM: 1.1,
}
_ASKS = 5  # syllables: "sos sos" asks nothing
_CRIES = re.compile(r"\bcuu (?:toi|tui|em|con|chau|me|ba|voi|nguoi|minh)\b")  # "cứu tôi với" asks nothing either
_LEAST = 80  # characters of a paragraph that must give way
_log = logging.getLogger(__name__)


def alarmed(text: str, numbers: str) -> Answer | None:
    """Return the emergency numbers for a message that tells of danger, None for any other."""
    found = danger(text)
    if found is None:
        return None
    return Answer(Outcome.HANDED_OVER, say("refusal.danger", numbers=numbers), confidence=1.0, category=found.value)


def besides(text: str, alarm: Answer, answered: Callable[[], Answer]) -> Answer:
    """Return an alarm, with the answer below it where the message is clearly a question too.

    "Bị dọa đánh vì tố cáo thì ai bảo vệ?" wants both. Whatever breaks, the numbers go out.
    """
    try:
        answer = answered()
    except Exception:
        _log.exception("a cry for help was answered with the numbers alone")
        return alarm
    said = syllables(text)
    cries = _CRIES.search(" ".join(said)) is not None
    asks = len(said) >= _ASKS and not cries and answer.confidence >= _ASKS_TOO[Danger(alarm.category)]
    if answer.outcome is not Outcome.ANSWERED or not asks:
        return replace(alarm, retrieved=answer.retrieved)
    paragraphs = [alarm.text, *answer.text.split("\n\n")]
    over = sum(len(paragraph) + 2 for paragraph in paragraphs) - SCREEN
    if over <= 0:
        return replace(answer, text="\n\n".join(paragraphs), category=alarm.category)
    for place in range(1, len(paragraphs)):  # the body stands before the source
        short = (
            shorten(paragraphs[place], max(len(paragraphs[place]) - over, _LEAST)) if over > 0 else paragraphs[place]
        )
        over -= len(paragraphs[place]) - len(short)
        paragraphs[place] = short
    more = f"{answer.text}\n\n{answer.more}".strip()
    return replace(answer, text="\n\n".join(paragraphs), more=more, category=alarm.category)
