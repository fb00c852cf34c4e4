"""Hits to an Answer: the passages that carry it, in their own words, cited and dated. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.answer.cite import ages, bases, cautions, changes, day, opening, source, source_line
from bot.answer.clauses import clauses_of, lead_of, led_by
from bot.answer.context import Understood
from bot.answer.excerpt import FIRST, bare, best_part, items, led_part, one_idea_a_line
from bot.answer.law_day import LawDay
from bot.answer.talk import Phrases
from bot.domain import Answer, Outcome, Place, Source
from bot.messages import say
from index.document import ALWAYS, Document, Hit, Kind, Passage, TextKind
from index.query import CARRIES, Results, carrying
from index.search import Index
from index.sector import Sector, sector_of

SCREEN = 1_150  # characters of the first screen, under the contract's 1,200
_MARKED = re.compile(r"(?:[^\W\d_]\)|\d+\.|[-–•])")  # an item of a plan brings its own mark
LONG_TAIL = 550  # characters
CLAUSES = 2  # so many clauses are shown together; the others are folded away
PLANS = 4  # so many places are answered side by side; more ask which one


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with all that decides its answer."""

    meant: Understood
    on: date
    place: Place | None
    sectors: frozenset[Sector]
    law: LawDay


class Composer:
    """Writes answers from passages of one index."""

    def __init__(self, index: Index, phrases: Phrases) -> None:
        self._index = index
        self._phrases = phrases

    def compose(self, asked: Asked, results: Results) -> Answer:
        """Return the answer that the best passages give."""
        first = results.hits[0].passage
        document = self._index.document(first.citation.document)
        if document.kind is Kind.PLAN:
            return self._plans(asked, results)
        return self._law(asked, results)

    def whole(self, asked: Asked, passages: Sequence[Passage]) -> Answer:
        """Return an article or a section as a list, clause by clause."""
        document = self._index.document(passages[0].citation.document)
        tail = self._tail(passages, document, asked)
        sources = self._sources(passages, document)
        ahead = (_not_yet(document, asked), opening(passages, asked.on), passages[0].heading or document.short)
        head = "\n".join(part for part in ahead if part)
        clauses = clauses_of(passages)
        if len(clauses) == 1:
            text = bare(clauses[0][1])
            part = best_part(text, {}, SCREEN - len(tail) - len(head))
            return Answer(Outcome.ANSWERED, f"{head}\n{part}\n\n{tail}", text if part != text else "", sources=sources)
        lead = lead_of(passages)
        texts = [bare(text.removeprefix(lead).lstrip()).lstrip() for _, text in clauses]
        numbered = [
            f"{_number(passage, place)} {text}".strip()
            for place, ((passage, _), text) in enumerate(zip(clauses, texts, strict=True), 1)
            if text
        ]
        plan = self._opening(asked, document) if document.kind is Kind.PLAN else ""
        counted = say("answer.list_items", heading=head, count=len(numbered))
        head = "\n".join(part for part in (plan, counted, lead) if part)
        room = SCREEN - len(head) - len(tail) - 60
        fits = sum(len(line) + 1 for line in numbered) <= room
        lines, left = (numbered, 0) if fits else items(numbered, room)
        cut = left or any(len(line) < len(" ".join(text.split())) for line, text in zip(lines, numbered, strict=False))
        body = "\n".join((head, *lines, *([say("answer.see_more")] if cut else [])))
        return Answer(Outcome.ANSWERED, f"{body}\n\n{tail}", "\n".join(numbered) if cut else "", sources=sources)

    def _law(self, asked: Asked, results: Results) -> Answer:
        hits = results.hits
        first = hits[0].passage
        siblings = self._index.siblings(first, asked.law.day)
        if self._wants_all(asked, first, siblings):
            return self.whole(asked, siblings)
        document = self._index.document(first.citation.document)
        near, beside = self._carrying(asked, results)
        chosen = near[:CLAUSES]
        tail = self._tail(chosen, document, asked)
        if len(chosen) > 1 and len(tail) > LONG_TAIL:  # two clauses and all that must be said of them fit no phone
            chosen = near[:1]
            tail = self._tail(chosen, document, asked)
        weights = self._index.words(" ".join((asked.meant.text, asked.meant.topic)))
        lead = lead_of(siblings)
        clauses = [(passage, led_by(text, passage, siblings)) for passage, text in clauses_of(chosen)]
        texts = [bare(text.removeprefix(lead).lstrip()).lstrip() for _, text in clauses]
        shown = [
            led_part(text, weights, max(FIRST, SCREEN - len(tail) - len(lead) - 200) // len(texts)) for text in texts
        ]
        named = [f"{_capital(p.citation.spoken)}: {part}" for (p, _), part in zip(clauses, shown, strict=True)]
        cut = [
            f"{p.citation.spoken}: {text}"
            for (p, _), text, part in zip(clauses, texts, shown, strict=True)
            if part != text
        ]
        rest = [f"{p.citation.spoken}: {bare(p.text)}" for p in siblings if p not in chosen]
        more = "\n\n".join(part for part in ("\n".join((*cut, *rest)), *self._related(hits, first)[:1]) if part)
        sector = say("answer.other_sectors") if self._sector_open(asked, hits) else ""
        told = map(one_idea_a_line, named if len(named) > 1 else shown)
        body = "\n".join(part for part in (opening(chosen, asked.on), lead or first.heading, *told) if part)
        also = self._also_at(beside)
        text = "\n\n".join(part for part in (body, "\n".join(filter(None, (tail, also))), sector) if part)
        others = [source for passage in beside for source in self._sources([passage], self._of(passage))]
        return Answer(Outcome.ANSWERED, text, more, sources=(*self._sources(chosen, document), *others))

    def _plans(self, asked: Asked, results: Results) -> Answer:
        best: dict[str, list[Hit]] = {}
        for hit in results.hits:
            if self._index.document(hit.passage.citation.document).kind is Kind.PLAN:
                best.setdefault(hit.passage.citation.document, []).append(hit)
        top = results.hits[0].score
        fitting = [hits for hits in best.values() if hits[0].score >= CARRIES * top]
        if asked.meant.places or asked.place:
            fitting = fitting[: max(1, len(asked.meant.places))]
        if len(fitting) > PLANS:
            names = tuple(self._index.document(hits[0].passage.citation.document).short for hits in fitting)
            return Answer(Outcome.CLARIFY, say("refusal.which_place"), choices=names)
        if len(fitting) == 1:
            return self._plan(asked, fitting[0])
        old = all(self._index.document(hits[0].passage.citation.document).expired(asked.on) for hits in fitting)
        parts, sources, more = [say("answer.several_old" if old else "answer.several")], [], []
        weights = self._index.words(" ".join((asked.meant.text, asked.meant.topic)))
        for hits in fitting:
            passage, document = hits[0].passage, self._index.document(hits[0].passage.citation.document)
            part = best_part(passage.text, weights, SCREEN // len(fitting) - 150)
            parts.append(f"• {document.short}, {passage.citation.spoken}: “{part}”")
            more.append(f"{source_line([passage.citation], document)}\n{say('answer.plan_fate', fate=document.fate)}")
            sources.append(source(passage, document))
        return Answer(Outcome.ANSWERED, "\n".join(parts), "\n\n".join(more), sources=tuple(sources))

    def passage(self, asked: Asked, passage: Passage) -> Answer:
        """Return one passage of a plan in its own words."""
        return self._plan(asked, [Hit(passage, 1.0)])

    def stated(self, asked: Asked, text: str, passages: Sequence[Passage]) -> Answer:
        """Return what was worked out from passages, the first one's document named at length, and those in full."""
        first = self._of(passages[0])
        own = [passage for passage in passages if self._of(passage).id == first.id]
        beside = [passage for passage in passages if self._of(passage).id != first.id]
        tail = "\n".join(filter(None, (self._tail(own, first, asked), self._also_at(beside))))
        return self.worked_out(f"{text}\n\n{tail}", "", passages)

    def bases(self, passages: Sequence[Passage]) -> str:
        """Return the documents that passages stand in, each with its version, and what must be said with them."""
        return bases([(passage.citation, self._of(passage)) for passage in passages])

    def worked_out(self, text: str, more: str, passages: Sequence[Passage]) -> Answer:
        """Return a text that rests on passages, each once among its sources."""
        sources = [found for p in dict.fromkeys(passages) for found in self._sources([p], self._of(p))]
        return Answer(Outcome.ANSWERED, text, more, sources=tuple(sources))

    def _plan(self, asked: Asked, hits: Sequence[Hit]) -> Answer:
        first = hits[0].passage
        document = self._index.document(first.citation.document)
        siblings = self._index.siblings(first)
        if self._wants_all(asked, first, siblings):
            return self.whole(asked, siblings)
        weights = self._index.words(" ".join((asked.meant.text, asked.meant.topic)))
        head = self._opening(asked, document)
        tail = self._tail([first], document, asked)
        part = best_part(first.text, weights)
        second = [hit.passage for hit in carrying(hits)[1:3]]
        more = "" if part == first.text else first.text
        related = [f"{p.citation.spoken}: “{best_part(p.text, weights)}”" for p in second]
        text = f"{head}\n“{part}”\n\n{tail}"
        rest = "\n\n".join((more, *related)).strip()
        return Answer(Outcome.ANSWERED, text, rest, sources=self._sources((first, *second), document))

    def _opening(self, asked: Asked, document: Document) -> str:
        place = asked.meant.places[0] if asked.meant.places else asked.place
        if place is not None and place.predecessors and document.expired(asked.on):
            return say("answer.plan_predecessor", year=asked.on.year, place=place.name, plan=document.short)
        key = "answer.plan_says" if document.expired(asked.on) else "answer.plan_says_current"
        return say(key, plan=document.short)

    def _tail(self, passages: Sequence[Passage], document: Document, asked: Asked) -> str:
        """Return since when the text reads so, the source line, then what is to be said about version or age."""
        citations = [passage.citation for passage in passages]
        verified = all(self._index.verified(citation) for citation in citations)
        lines = [
            *changes(passages, document),
            *self._later(passages, document, asked),
            *ages(passages, document, asked.law.day, asked.on),
            source_line(citations, document, verified=verified),
        ]
        lines += cautions(citations, document)
        if document.fate and document.expired(asked.on):
            lines.append(say("answer.plan_fate", fate=document.fate))
        return "\n".join(lines)

    def _later(self, passages: Sequence[Passage], document: Document, asked: Asked) -> list[str]:
        """Return since when wordings that are not today's have given way to others, and for whom they have not."""
        old = [p for p in passages if p.validity.until and p.validity.until < asked.on and not p.validity.repealed]
        newer = [other.validity for passage in old for other in self._index.other_wordings(passage)]
        told = {validity.since: validity.by for validity in newer if validity.since and validity.since <= asked.on}
        lines = [say("answer.changed_later", date=day(since), by=by) for since, by in sorted(told.items())]
        return [*lines, document.transition] if lines and document.transition else lines

    def _sources(self, passages: Sequence[Passage], document: Document) -> tuple[Source, ...]:
        """Return the citations of passages; a digest's with the official words, where an edition is held that fits."""
        digest = document.text is TextKind.DIGEST
        return tuple(
            # an edition has one wording of a clause: which one is not known where it was changed
            source(p, document, self._index.official(p.citation) if digest and p.validity == ALWAYS else "")
            for p in passages
        )

    def _wants_all(self, asked: Asked, first: Passage, siblings: Sequence[Passage]) -> bool:
        """Tell whether the whole article is asked for: a list, and no clause stands out by words of its own."""
        if len(siblings) < 3 or not self._phrases.asks_for_all(asked.meant.text):
            return False
        heading = self._index.words(first.title)
        own = {
            token: weight
            for token, weight in self._index.words(asked.meant.text).items()
            if token not in heading and " " not in token
        }
        # a word that most of the siblings hold as well tells none of them apart
        held = [set(self._index.words(bare(sibling.text))) for sibling in siblings]
        common = {token for token in own if 2 * sum(token in words for words in held) > len(held)}
        mine = set(self._index.words(bare(first.text))) - common
        total = sum(own.values())
        return total == 0 or sum(weight for token, weight in own.items() if token in mine) / total < 0.35

    def _carrying(self, asked: Asked, results: Results) -> tuple[list[Passage], list[Passage]]:
        """Return the passages of the first one's article that carry the answer, and those of other laws."""
        first = results.hits[0]
        near = [hit.passage for hit in results.carrying if _same(hit, first)]
        beside = [hit.passage for hit in results.carrying if not _same(hit, first) and self._is_law(hit)]
        ended = _ended(first.passage, asked)
        return [p for p in near if _ended(p, asked) == ended], [p for p in beside if not _ended(p, asked)]

    def _also_at(self, passages: Sequence[Passage]) -> str:
        """Return where else the same is ruled; nothing where it is not."""
        places = dict.fromkeys(f"{p.citation.spoken} {self._of(p).short}" for p in passages)
        return say("answer.also_at", places="; ".join(places)) if places else ""

    def _of(self, passage: Passage) -> Document:
        return self._index.document(passage.citation.document)

    def _is_law(self, hit: Hit) -> bool:
        return self._of(hit.passage).normative

    def _related(self, hits: Sequence[Hit], first: Passage) -> list[str]:
        lines = []
        for hit in hits[1:4]:
            citation = hit.passage.citation
            if (citation.document, citation.article) == (first.citation.document, first.citation.article):
                continue
            document = self._index.document(citation.document)
            if document.normative:
                lines.append(
                    f"{say('answer.also')} {citation.spoken} ({hit.passage.heading}): {bare(hit.passage.text)}"
                )
        return lines

    def _sector_open(self, asked: Asked, hits: Sequence[Hit]) -> bool:
        """Tell whether the same is ruled otherwise for agencies or enterprises and the question did not say which."""
        others = {sector_of(hit.passage.headings) for hit in hits[:6]} - {Sector.ANY, Sector.COMMUNE}
        return bool(others) and not asked.sectors


def _not_yet(document: Document, asked: Asked) -> str:
    """Return that a law was not yet in force on the day asked about; nothing where it was."""
    if not document.normative or document.effective is None or document.effective <= asked.law.day:
        return ""
    return say("answer.not_yet", date=day(document.effective), day=day(asked.law.day))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _number(passage: Passage, place: int) -> str:
    """Return what numbers a list's line: the clause's own number, so that "khoản 3" is found; a plan has its own."""
    if passage.citation.section:
        return "" if _MARKED.match(passage.text) else f"{place}."
    return f"{passage.citation.clause or place}."


def _ended(passage: Passage, asked: Asked) -> bool:
    return bool(passage.validity.until and passage.validity.until < asked.law.day)


def _same(hit: Hit, other: Hit) -> bool:
    ours, theirs = hit.passage.citation, other.passage.citation
    return (ours.document, ours.article) == (theirs.document, theirs.article)
