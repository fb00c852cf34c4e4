"""A follow-up becomes a whole question from the turns before it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.answer.places import Places
from bot.answer.talk import Phrases
from bot.domain import Place


@dataclass(frozen=True, slots=True)
class Understood:
    """A question with what earlier turns give it: the topic it goes on with and the places it is about.

    `named` tells that the question itself names the places, `follows` that it makes no sense without the topic.
    """

    text: str
    topic: str = ""
    places: tuple[Place, ...] = ()
    named: bool = False
    follows: bool = False


def understand(question: str, history: Sequence[str], phrases: Phrases, places: Places) -> Understood:
    """Return question as meant after the earlier turns, oldest first."""
    meant = Understood("")
    for turn in (*history, question):
        if turn is not question and phrases.kind(turn, alone=False) is not None:
            continue  # a greeting between two questions changes no topic
        meant = _next(meant, turn, phrases, places)
    return meant


def _next(before: Understood, turn: str, phrases: Phrases, places: Places) -> Understood:
    found = places.find(turn)
    if not before.text:
        return Understood(turn, places=found, named=bool(found))
    follows = phrases.goes_on(turn)
    if not follows:
        # a whole question of its own still speaks of the place named before
        return Understood(turn, topic=_topic(before, places), places=found or before.places, named=bool(found))
    topic = _topic(before, places)
    return Understood(turn, topic, found or before.places, named=bool(found) or before.named, follows=True)


def _topic(before: Understood, places: Places) -> str:
    """Return what was talked about, without place names, so that another place can be asked the same."""
    if before.follows and before.topic:
        return f"{before.topic} {places.without(before.text)}".strip()
    return places.without(before.text)
