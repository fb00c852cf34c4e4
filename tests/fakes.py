"""Hand-written stand-ins that tests hand to the parts under test."""

import asyncio
from collections.abc import Mapping

from bot.domain import Address, Incoming, Outgoing


class FakeDoor:
    """A conversation that answers from a dict and remembers what it was asked; a repeated id answers with nothing."""

    def __init__(
        self,
        answers: Mapping[str, Outgoing | tuple[Outgoing, ...]] | None = None,
        *,
        default: Outgoing | None = None,
        delay: float = 0.0,
        fault: Exception | None = None,
    ) -> None:
        """Take the answers by question, the one for any other, the seconds to think and a fault to raise."""
        self.answers = dict(answers or {})
        self.default = default or Outgoing("Dân Biết chưa thấy văn bản nào quy định việc này.")
        self.delay = delay
        self.fault = fault
        self.handled: list[Incoming] = []
        self.thumbs: list[tuple[Address, str, bool]] = []
        self.asked_more: list[tuple[Address, str]] = []
        self.rest: dict[str, Outgoing] = {}

    async def handle(self, incoming: Incoming) -> tuple[Outgoing, ...]:
        """Return the reply that stands in the dict for the text."""
        repeated = any(earlier.id == incoming.id for earlier in self.handled)
        self.handled.append(incoming)
        await asyncio.sleep(self.delay)
        if self.fault:
            raise self.fault
        found = self.answers.get(incoming.text, self.default)
        if repeated:
            return ()
        return found if isinstance(found, tuple) else (found,)

    async def feedback(self, address: Address, turn: str, *, up: bool) -> str:
        """Return thanks and record the thumb."""
        self.thumbs.append((address, turn, up))
        return "Cảm ơn ông/bà." if up else "Cảm ơn ông/bà đã báo."

    async def more(self, address: Address, turn: str) -> Outgoing | None:
        """Return what `rest` holds for the turn."""
        self.asked_more.append((address, turn))
        return self.rest.get(turn)
