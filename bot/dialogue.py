"""One message in, replies out: recall, answer, remember."""

from typing import Protocol

from bot.domain import Address, Incoming, Outgoing


class Door(Protocol):
    """What a channel may ask of the conversation; Dialogue is the one that serves people, tests hand in fakes."""

    async def handle(self, incoming: Incoming) -> tuple[Outgoing, ...]:
        """Return the replies to one message; never raises, a repeated id answers with nothing."""
        ...

    async def feedback(self, address: Address, turn: str, *, up: bool) -> str:
        """Return the words that thank for a thumb; the turn must be this person's own."""
        ...

    async def more(self, address: Address, turn: str) -> Outgoing | None:
        """Return the rest of an earlier answer of this person, or None when it is no longer kept."""
        ...
