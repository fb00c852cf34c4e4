"""A question becomes an Answer: named steps, the first that has something to say ends the line."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from bot.answer.accusation import accuses
from bot.answer.alarm import alarmed, besides
from bot.answer.articles import Articles
from bot.answer.catalog import Catalog
from bot.answer.compose import SCREEN, Asked, Composer
from bot.answer.context import Understood, understand
from bot.answer.guard import guard
from bot.answer.law_day import LawDay, law_day, undated
from bot.answer.local import Local
from bot.answer.places import Places
from bot.answer.procedures import Procedures
from bot.answer.talk import Phrases, Talk
from bot.answer.votes import Votes
from bot.domain import Answer, Outcome
from bot.messages import listing, say
from index.document import Document, Hit, Kind, TextKind, Visibility
from index.query import Query, Results
from index.references import Reference, References
from index.search import Index
from index.sector import Sector
from index.text import normalise

LONGEST = 2_000  # characters of a question that are read
LEANS = 0.1  # a question this answerable may still lean on the one before; a foreign one must not
FOREIGN = 0.5  # so foreign a message is a new one, however short
IDLE = 0.9  # so idle a message goes on with nothing
SMALL_TALK = 0.75  # the least probability that takes a message for talk
REMEMBERED = timedelta(days=366)  # so long after a change "trước đây" means the time before it
RETRIEVED = 10  # passages told beside an answer
TURNS = 6  # earlier questions that are read
SURE = 0.5  # so likely the law answers what was asked of one place
HOLDS = 0.8  # the share of its words that the plan a question names, one that was added, holds in three passages
ANSWERABLE = 0.5  # the least probability that lets an answer out; scripts/calibrate prints what each value costs
CERTAIN = 0.9  # so sure the search must be that a passage may lack the very word of the question
_NUMBER = re.compile(r"\d+\s*[/-]\s*[^\W\d]\w*(?:\s*[/-]\s*\w+)*")  # 48/KH-UBND


@dataclass(frozen=True, slots=True)
class Ask:
    """A question under way through the steps."""

    text: str
    history: tuple[str, ...]
    place: str
    on: date
    law: LawDay
    meant: Understood = field(default_factory=lambda: Understood(""))
    reference: Reference = field(default_factory=Reference)


class Answerer:
    """Everything that turns a question into an answer; owns no clock, no file, no table."""

    def __init__(
        self, index: Index, places: Places, phrases: Phrases, corpus: Path, contact: str, numbers: str, *, staff: bool
    ) -> None:
        self._index = index
        documents = [d for d in index.corpus.documents.values() if staff or d.visibility is Visibility.PUBLIC]
        self._hidden = index.corpus.documents.keys() - {d.id for d in documents}
        self.places = places
        self._phrases = phrases
        self._contact = contact
        self._numbers = numbers
        self._references = References(documents)
        self._catalog = Catalog(index, phrases, contact, self._references)
        self._composer = Composer(index, phrases)
        self._votes = Votes(index, self._composer, corpus / "votes.toml")
        self._procedures = Procedures(index, self._composer, corpus / "procedures.toml")
        laws = [d.id for d in documents if d.normative and d.text is not TextKind.CITED_ONLY]
        self._laws = frozenset(laws)
        self._local = Local(index, self.places, phrases, self._catalog, self._composer, contact)
        self._articles = Articles(index, self._composer, laws)

    @classmethod
    def of(cls, index: Index, corpus: Path, contact: str = "", *, staff: bool = False) -> "Answerer":
        """Return the answerer of an index and the data files of its corpus folder; `staff` may read every document."""
        plans = [d for d in index.corpus.documents.values() if staff or d.visibility is Visibility.PUBLIC]
        places = Places(tomllib.loads((corpus / "places.toml").read_text(encoding="utf-8"))["place"], plans)
        phrases = Phrases.of(tomllib.loads((corpus / "talk.toml").read_text(encoding="utf-8")))
        numbers = tomllib.loads((corpus / "contacts.toml").read_text(encoding="utf-8"))["number"]
        called = ", ".join(say("refusal.danger_number", call=row["call"], what=row["what"]) for row in numbers)
        return cls(index, places, phrases, corpus, contact or say("refusal.contact"), called, staff=staff)

    @property
    def index(self) -> Index:
        """Return the index that is asked."""
        return self._index

    def document(self, name: str) -> Document:
        """Return the document of that id."""
        return self._index.document(name)

    def answer(self, question: str, history: Sequence[str] = (), place: str = "", *, on: date) -> Answer:
        """Return the answer to a question after the person's earlier ones, oldest first; `place` is an id or a name."""
        if (alarm := alarmed(question, self._numbers)) is not None:
            return besides(question, alarm, partial(self._answered, question, history, place, on))
        return self._answered(question, history, place, on)

    def _answered(self, question: str, history: Sequence[str], place: str, on: date) -> Answer:
        """Return the answer to a message that is no cry for help, or is a question besides."""
        turns = tuple(normalise(turn[:LONGEST]) for turn in history[-TURNS:])
        text = normalise(question[:LONGEST]).strip()
        answer = self._steps(Ask(text, turns, place[:LONGEST], on, law_day(text, on)))
        if not accuses(question):
            return answer
        where = say("refusal.accusation")
        fits = len(answer.text) + len(where) < SCREEN
        text = f"{answer.text}\n\n{where}" if fits else answer.text
        more = answer.more if fits else f"{where}\n\n{answer.more}".strip()
        return replace(answer, text=text, more=more, category="accusation")

    def _steps(self, ask: Ask) -> Answer:
        if (talk := self._talk(ask)) is not None:
            return talk
        ask = self._understood(ask)
        asked = self._asked(ask)
        known = (
            self._articles.answer(asked, ask.reference)
            or self._votes.answer(asked)
            or self._document(ask)
            or self._local.answer(ask.text, asked)
            or self._procedures.answer(asked)
        )
        if known is not None:
            return guard(self._told(ask, known), self._contact)
        ask = self._before(ask)
        query = self._query(ask)
        results = self._search(ask, query)
        if (refused := self._refused(ask.meant.text, results)) is not None:
            return self._told(ask, refused, results)
        asked = self._asked(ask, query.sectors)
        return guard(self._told(ask, self._composer.compose(asked, results), results), self._contact)

    def nearest(self, question: str) -> tuple[Hit, ...]:
        """Return the passages nearest to a question that was answered without a search, such as a cry for help."""
        query = self.query(question[:LONGEST])
        return self._index.search(query).hits if query.text else ()

    def query(self, question: str, place: str = "") -> Query:
        """Return a question that stands alone as it is searched, for calibration; `place` is the asker's own."""
        return self._query(self._understood(Ask(normalise(question), (), place, date.max, LawDay(date.max))))

    def _talk(self, ask: Ask) -> Answer | None:
        kind = self._phrases.kind(self._index.glossary.write_out(ask.text), alone=not ask.history)
        if kind is None or (kind is Talk.UNCLEAR and self._references.find(ask.text).documents):
            return None
        if kind in {Talk.EMPTY, Talk.UNCLEAR}:
            return Answer(Outcome.CLARIFY, say("refusal.unclear"), choices=listing("web.first_questions"))
        if kind in {Talk.INJECTION, Talk.PRIVATE}:
            return Answer(Outcome.OUT_OF_SCOPE, say(f"refusal.{kind}"), understood=ask.text, confidence=0.0)
        return Answer(Outcome.CHITCHAT, say(f"chitchat.{kind}"), understood=ask.text, confidence=1.0)

    def _understood(self, ask: Ask) -> Ask:
        glossary = self._index.glossary
        history = [glossary.write_out(turn) for turn in ask.history]
        meant = understand(glossary.write_out(ask.text), history, self._phrases, self.places)
        ask = replace(ask, meant=meant, reference=self._references.find(ask.text))
        if not meant.follows or self._phrases.points_back(meant.text):
            return ask
        # short, but of another world: "giá vàng hôm nay" does not go on with the village meeting
        alone = replace(meant, topic="", follows=False)
        judged = self._index.search(self._query(replace(ask, meant=alone))).judgement
        return replace(ask, meant=alone) if judged.foreign >= FOREIGN or judged.talk >= IDLE else ask

    def _document(self, ask: Ask) -> Answer | None:
        if ask.reference.unknown and not ask.reference.documents:
            symbol = ask.reference.unknown[0]
            return Answer(Outcome.NOT_FOUND, say("refusal.unknown_document", symbol=symbol, contact=self._contact))
        own = frozenset(self._local.plans(ask.text, ask.meant.places)) or None
        return self._catalog.answer(ask.text, ask.reference, own if ask.meant.named else None)

    def _asked(self, ask: Ask, sectors: frozenset[Sector] = frozenset()) -> Asked:
        return Asked(ask.meant, ask.on, self.places.get(ask.place) if ask.place else None, sectors, ask.law)

    def _query(self, ask: Ask) -> Query:
        meant = ask.meant
        named = frozenset(plan for place in meant.places for plan in self.places.plans(place))
        place = self.places.get(ask.place) if ask.place else None
        home = frozenset(self.places.plans(place)) if place else frozenset()
        home |= self._spoken_of(meant)
        numbered = frozenset(document.id for document in ask.reference.documents if document.kind is Kind.PLAN)
        named |= numbered
        says_plan = meant.named or bool(numbered) or self._phrases.names_plan(meant.text)
        favoured = (named or home) if says_plan else frozenset()
        text = undated(meant.text) if ask.law.named and not says_plan else meant.text
        if numbered:  # the number has done its work; as words it finds the head of the plan alone
            text = _NUMBER.sub("", text)
        query = self._index.query((self.places.without(text) if meant.places else "") or text or meant.text)
        only = self._laws | (named or home) if named or place else None
        if numbered:  # a plan called by its number speaks for itself
            only = numbered
        if self._hidden:
            only = (only or frozenset(self._index.corpus.documents)) - self._hidden
        return replace(
            query,
            topic=meant.topic if meant.follows else "",
            only=only,
            favoured=favoured,
            home=home,
            laws=frozenset() if favoured else self._laws,
            on=ask.law.day,
        )

    def _before(self, ask: Ask) -> Ask:
        """Return a question for the rule before the last change as one for the day before it."""
        if not ask.law.before_change:
            return ask
        hits = self._search(ask, self._query(ask)).hits
        changed = hits[0].passage.validity.since if hits else None
        begun = changed or (self.document(hits[0].passage.citation.document).effective if hits else None)
        if begun is None or not timedelta() < ask.on - begun < REMEMBERED:
            return ask
        return replace(ask, law=LawDay(begun - timedelta(days=1), named=True))

    def _spoken_of(self, meant: Understood) -> frozenset[str]:
        """Return the document that the turn before was about, which a question that leans on it asks too."""
        if not meant.follows or not meant.topic:
            return frozenset()
        found = self._index.find(self._index.query(meant.topic), 1)
        return frozenset(hit.passage.citation.document for hit in found.hits)

    def _refused(self, question: str, results: Results) -> Answer | None:
        """Refuse, kindly and by its reason, what the texts do not answer."""
        judged = results.judgement
        if _answerable(results):
            first = results.hits[0].passage
            read = "\n".join((self.document(first.citation.document).title, *first.headings, first.text))
            missed = results.confidence < CERTAIN and self._phrases.misses(question, read)
            return Answer(Outcome.NOT_FOUND, say("refusal.not_found", contact=self._contact)) if missed else None
        reasons = {
            judged.elsewhere: (Outcome.NOT_FOUND, "refusal.not_found"),
            judged.foreign: (Outcome.OUT_OF_SCOPE, "refusal.out_of_scope"),
            judged.talk: (Outcome.CHITCHAT, "chitchat.other"),
        }
        if judged.talk < SMALL_TALK:  # asking about the weather is a question, not a greeting
            del reasons[judged.talk]
        outcome, words = reasons[max(reasons)]
        text = say(words, contact=self._contact) if outcome is Outcome.NOT_FOUND else say(words)
        return Answer(outcome, text)

    def _search(self, ask: Ask, query: Query) -> Results:
        """Return what a question finds; a follow-up that says too little by itself is searched with its topic."""
        results = self._index.search(query)
        meant = ask.meant
        if query.favoured and not self._phrases.names_plan(meant.text) and not _answerable(results):
            # a place is named, but its plan does not say it: the law holds there too
            law = self._index.search(replace(query, favoured=frozenset(), only=self._laws, laws=self._laws))
            results = law if law.confidence >= SURE else results
        leans = meant.follows or results.confidence >= LEANS
        if not meant.topic or not leans or _answerable(results):
            return results
        whole = replace(meant, text=f"{meant.topic} {meant.text}", follows=False)
        joined = self._index.search(self._query(replace(ask, meant=whole)))
        return joined if joined.confidence > results.confidence else results

    def _told(self, ask: Ask, answer: Answer, results: Results | None = None) -> Answer:
        """Return answer with what was understood, what was found and how sure the search is."""
        found = results or self._index.search(self._query(ask))
        meant = ask.meant
        understood = f"{meant.text} ({meant.topic})" if meant.follows and meant.topic else meant.text
        text = answer.text
        if meant.follows and answer.outcome is Outcome.ANSWERED:
            text = f"{say('answer.understood', question=understood)}\n\n{text}"
        confidence = found.confidence
        if results is None and answer.outcome is Outcome.ANSWERED:  # it was named, not searched for
            confidence = 1.0
        elif answer.outcome in {Outcome.NOT_FOUND, Outcome.OUT_OF_SCOPE} and _answerable(found):
            confidence = 0.0
        hits = {hit.passage.id: hit for hit in (*(self._cited(answer) if results is None else ()), *found.hits)}
        retrieved = tuple(hits.values())[:RETRIEVED]
        return replace(answer, text=text, understood=understood, retrieved=retrieved, confidence=confidence)

    def _cited(self, answer: Answer) -> Iterator[Hit]:
        """Yield the passages that an answer cites, as if they had been found."""
        for source in answer.sources:
            held = self._index.of(source.document)
            yield from (Hit(p, 1.0) for p in held if (p.citation.locator, p.text) == (source.locator, source.quote))


def _answerable(results: Results) -> bool:
    """Tell whether an answer may go out."""
    judged = results.judgement
    if results.imported and results.evidence["place"] and results.evidence["coverage3"] >= HOLDS:
        return judged.foreign < FOREIGN
    return bool(results.hits) and judged.answerable >= ANSWERABLE
