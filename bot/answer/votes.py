"""How many must agree: the rule of a vote, the smallest number that passes, and the arithmetic shown."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.answer.compose import Asked, Composer
from bot.answer.counting import Count, Share, asks_count, counted, share, words_in
from bot.domain import Answer
from bot.messages import listing, say
from index.document import Passage
from index.search import Index
from index.sector import Sector
from index.text import fold

_OURS = frozenset({Sector.COMMUNE, Sector.ANY})
_FREE = re.compile(r"\b(?:khong|ko|k) (?:phai )?(?:gop|thu|dong)\b")
_OTHERS = re.compile(  # who vote too, by rules of their own
    r"\b(?:dong ho|nha tho ho|cau lac bo|clb|lop|phu huynh|chung cu|hop tac xa|cong ty|co dong|doi bong|chi hoi|"
    r"chi doan|cong doan|xi nghiep|giao xu|nha chua)\b"
)
_WHOLE = {"total": "vote.of_total", "present": "vote.of_present", "villages": "vote.of_villages"}
_COUNTED = {"total": "vote.unit_total", "present": "vote.unit_present", "villages": "vote.unit_villages"}
_LEAST = 5  # households: fewer are no village


@dataclass(frozen=True, slots=True)
class Vote:
    """A matter that people vote on: which share of whom must agree, and where that stands."""

    id: str
    name: str
    share: Share
    source: tuple[str, ...]
    words: tuple[str, ...]
    needs: tuple[str, ...] = ()
    attend: Share | None = None
    of: str = "total"
    ballots: str = ""  # where it says that who cannot pass a vote in a meeting may send ballots round

    def fits(self, text: str) -> int:
        """Return how many words of text name the matter, 0 where one that is needed is missing."""
        if self.needs and not words_in(text, self.needs):
            return 0
        return words_in(text, self.words)


class Votes:
    """Answers questions that count votes."""

    def __init__(self, index: Index, composer: Composer, file: Path) -> None:
        """Read the votes of the corpus folder's votes.toml."""
        self._index = index
        self._composer = composer
        self.all = tuple(map(_vote, tomllib.loads(file.read_text(encoding="utf-8"))["vote"]))

    def answer(self, asked: Asked) -> Answer | None:
        """Return whether a number of votes is enough, or how many are needed; None where nothing is counted."""
        said = asked.meant.text
        count = counted(said)
        leans = asked.meant.follows or (not (count.total or count.villages) and (count.favour or count.present))
        if leans and asked.meant.topic:
            before = counted(asked.meant.topic)
            count = Count(
                *(new or old for new, old in zip(_numbers(count), _numbers(before), strict=True)),
            )
            said = f"{said} {asked.meant.topic}"
        if not count.told or not asks_count(said, count) or _OTHERS.search(fold(said)):
            return None
        if count.total is None and not self._index.query(said).sectors <= _OURS:  # households are of no company
            return None
        if count.total is not None and (
            count.total < _LEAST or max(count.favour or 0, count.present or 0) > count.total
        ):
            return None
        votes = self._meant((asked.meant.text, said), count)
        lines = [line for vote in votes for line in _lines(vote, count, _unit(said))]
        if not lines:
            return None
        passages = [passage for vote in votes for place in vote.source for passage in self._passages(place, asked)]
        if any(_short_meeting(vote, count) for vote in votes):
            passages += self._passages(votes[0].ballots, asked)
        if len(votes) > 1:
            lines.insert(0, say("vote.depends"))
        return self._composer.stated(asked, "\n".join(lines), list(dict.fromkeys(passages)))

    def _meant(self, said: Sequence[str], count: Count) -> list[Vote]:
        """Return the vote that the first of some texts names, where none does the two that most matters fall under."""
        free = _FREE.search(fold(said[-1]))
        open_ = [vote for vote in self.all if _whole(vote, count) and not (free and vote.id == "money")]
        if count.total is not None:
            open_ = [vote for vote in open_ if vote.of != "villages"]
        for text in said:
            fits = [(vote.fits(text), -place, vote) for place, vote in enumerate(open_)]
            best = max(fits, key=lambda row: row[:2], default=None)
            if best and best[0]:
                return [best[2]]
        return [vote for vote in open_ if vote.id in {"money", "self-rule"}]

    def _passages(self, place: str, asked: Asked) -> list[Passage]:
        document, _, locator = place.partition(" | ")
        _, article, *clause = locator.split()
        found = self._index.article(document, article, asked.law.day)
        return [p for p in found if not clause or p.citation.clause == clause[-1]]


def _numbers(count: Count) -> tuple[int | None, ...]:
    return count.total, count.present, count.favour, count.villages


def _vote(row: Mapping[str, object]) -> Vote:
    told = {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
    shares = {name: share(str(told[name])) for name in ("share", "attend") if name in told}
    return Vote(**(told | shares))  # type: ignore[arg-type]


def _whole(vote: Vote, count: Count) -> int | None:
    return {"villages": count.villages, "present": count.present}.get(vote.of, count.total)


def _short_meeting(vote: Vote, count: Count) -> bool:
    """Return whether too few came for a vote that counts all households."""
    whole = _whole(vote, count)
    return bool(vote.ballots) and bool(whole and count.present) and (count.present or 0) < vote.share.least(whole or 0)


def _lines(vote: Vote, count: Count, unit: str) -> list[str]:
    whole = _whole(vote, count)
    if not whole:
        return []
    need = vote.share.least(whole)
    rule = say(f"vote.{'beyond' if vote.share.beyond else 'reached'}", name=vote.name, share=_spoken(vote.share),
               whole=say(_WHOLE[vote.of]))  # fmt: skip
    what = say(_COUNTED[vote.of])
    told = {"rule": rule, "whole": whole, "need": need, "unit": what}
    if count.favour is None:
        lines = [say("vote.needed", **told)]
    elif count.favour >= need:
        lines = [say("vote.enough", favour=count.favour, **told)]
    else:
        lines = [say("vote.short", favour=count.favour, **told)]
    if vote.attend and count.present is not None and count.present < vote.attend.least(whole):
        lines.append(say("vote.few", present=count.present, least=vote.attend.least(whole)))
    elif _short_meeting(vote, count):
        lines.append(say("vote.absent", present=count.present, place=unit))
    if vote.id == "initiative" and count.favour is not None and count.favour < need:
        lines.append(say("vote.front", place=unit))
    return lines


def _spoken(part: Share) -> str:
    told = {(2, 3): "2/3", (1, 2): "50%", (1, 10): "10%"}
    return told.get((part.part.numerator, part.part.denominator), str(part.part))


def _unit(text: str) -> str:
    """Return the person's own word for the village."""
    spoken = f" {text.lower()} "
    folded = f" {fold(text)} "
    plain = fold(text) == text.lower()
    return next(
        (
            unit
            for unit in listing("vote.units")
            if f" {fold(unit) if plain else unit} " in (folded if plain else spoken)
        ),
        say("vote.unit"),
    )
