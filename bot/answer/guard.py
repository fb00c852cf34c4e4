"""The last look at an answer: no claim leaves without a citation, no first screen is too long. Pure."""

from dataclasses import replace

from bot.answer.excerpt import shorten
from bot.domain import Answer, Outcome
from bot.messages import say

LONGEST = 1_200


def guard(answer: Answer, contact: str) -> Answer:
    """Return answer, or a refusal in its place when it claims something that no source carries."""
    if answer.outcome is Outcome.ANSWERED and not answer.sources:
        return replace(answer, outcome=Outcome.NOT_FOUND, text=say("refusal.not_found", contact=contact), more="")
    if len(answer.text) <= LONGEST:
        return answer
    return replace(answer, text=shorten(answer.text, LONGEST), more=f"{answer.text}\n\n{answer.more}".strip())
