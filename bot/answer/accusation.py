"""An accusation of a named or identifiable person: such a text is never kept, only that there was one. Pure."""

from bot.answer.danger import vocabulary

_ACCUSATION = frozenset({"accusation"})


def accuses(text: str) -> bool:
    """Return whether text tells a wrong done by a person who could be found from it."""
    return vocabulary().told(text, _ACCUSATION) is not None
