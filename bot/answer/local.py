"""What only a place's own plan says, what became of a place, and the plans and years that are not held. Pure."""

import re
from collections.abc import Sequence

from bot.answer.catalog import Catalog
from bot.answer.cite import source
from bot.answer.compose import Asked, Composer
from bot.answer.law_day import years
from bot.answer.places import Places
from bot.answer.talk import Phrases
from bot.domain import Answer, Outcome, Place
from bot.messages import say
from index.gazetteer import ID as GAZETTEER
from index.search import Index
from index.text import fold

_VILLAGE = re.compile(r"\b(?:thon|xom|ap|buon|khom|khu pho|to dan pho|tdp)\b")  # how these merge the law tells
_SAYS_OLD = re.compile(r"\b(?:cu|truoc day|hoi do)\b")  # who asks for the old plan knows its year


class Local:
    """Answers about places and their plans that need no search."""

    def __init__(
        self, index: Index, places: Places, phrases: Phrases, catalog: Catalog, composer: Composer, contact: str
    ) -> None:
        self._index = index
        self._places = places
        self._phrases = phrases
        self._catalog = catalog
        self._composer = composer
        self._contact = contact

    def answer(self, text: str, asked: Asked) -> Answer | None:
        """Return what is known without a search, or a refusal of what only a plan not held could say; else None."""
        return self._missing(text, asked) or self._own_data(text, asked) or self._fate(text, asked)

    def plans(self, text: str, places: Sequence[Place]) -> list[str]:
        """Return the plans of places, of the year that text names, else the newest of each place."""
        named = years(text)
        plans: list[str] = []
        for place in places:
            held = {name: self._index.document(name).year or 0 for name in self._places.plans(place)}
            wanted = named & {*held.values()} or {max(held.values(), default=0)}
            plans += [name for name, year in held.items() if year in wanted]
        return plans

    def _own_data(self, text: str, asked: Asked) -> Answer | None:
        """Answer who signed a plan, its number and date, from its head or its end."""
        meant = asked.meant
        plans = self.plans(text, meant.places or ((asked.place,) if asked.place else ()))
        goes_on = meant.follows and self._phrases.names_plan(meant.topic)
        passage = self._catalog.own_data(f"{meant.text} ke hoach" if goes_on else meant.text, plans)
        if passage is None and meant.follows:
            passage = self._catalog.own_data(f"{meant.text} {meant.topic}", plans)
        return self._composer.passage(asked, passage) if passage else None

    def _missing(self, text: str, asked: Asked) -> Answer | None:
        """Refuse what only the plan of a place or a year that is not held could say."""
        places = asked.meant.places
        unknown = self._places.unknown(text)
        if not self._phrases.asks_plan(text):
            return None
        if unknown and not places:
            return Answer(Outcome.NOT_FOUND, say("answer.no_plan", place=unknown, contact=self._contact))
        named = years(text)
        held = [self._index.document(plan) for place in places for plan in self._places.plans(place)]
        if not named or not held or named & {document.year for document in held} or _SAYS_OLD.search(fold(text)):
            return None
        told = say(
            "answer.no_plan_year",
            year=max(named),
            place=places[0].name,
            plans=", ".join(document.short for document in held),
        )
        return Answer(Outcome.NOT_FOUND, told)

    def _fate(self, text: str, asked: Asked) -> Answer | None:
        """Tell what became of a place when that is asked, with the doubt there is."""
        told = [place for place in asked.meant.places if place.fate]
        elsewhere = self._phrases.asks_plan(text) or _VILLAGE.search(fold(text))
        merged = not elsewhere and self._phrases.asks_about(text, "merged")
        if not told or not (merged or self._phrases.asks_about(text, "fate")):
            return None
        passages = [p for p in self._index.of(GAZETTEER) if p.citation.section == told[0].name]
        words = say("answer.fate", fate=told[0].fate, certainty=told[0].certainty, contact=self._contact)
        document = self._index.document(GAZETTEER)
        return Answer(Outcome.ANSWERED, words, sources=tuple(source(passage, document) for passage in passages))
