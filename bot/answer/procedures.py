"""The law's procedures step by step, and the day of each step counted from the day a person names."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

from bot.answer import workdays
from bot.answer.cite import day as spoken_day
from bot.answer.compose import SCREEN, Asked, Composer
from bot.answer.counting import words_in
from bot.domain import Answer
from bot.messages import say
from index.document import Passage
from index.search import Index
from index.sector import Sector
from index.text import fold

_STEPS = re.compile(
    r"\b(?:trinh tu|cac buoc|tung buoc|may buoc|nhung buoc|buoc nao|quy trinh|len lich|tu a den z|lan luot|"
    r"tu dau (?:den|toi)|tu dau la|lam lai tu dau|lam nhung gi truoc|lam gi truoc|viec gi truoc|"
    r"chuan bi (?:nhung )?(?:gi|viec gi)|cac viec phai lam|nhung viec phai lam|"
    r"cac moc|moc thoi gian)\b"
)
_OTHERWISE = re.compile(r"\b(?:co phai|co buoc|bat buoc|ai ban hanh|ai quy dinh|dan quy trinh|dinh cong)\b")
_BY_WHEN = re.compile(
    r"\b(?:cham nhat|muon nhat|som nhat|han chot|ngay nao|hom nao|bao gio|khi nao|phai lam gi|con phai lam)\b"
)
_DATE = re.compile(r"(?<![\d/])(\d{1,2})\s*[/.-]\s*(\d{1,2})(?:\s*[/.-]\s*(20\d\d))?(?![\d/])")
_OURS = frozenset({Sector.COMMUNE, Sector.ANY})
# these agencies and enterprises have too, by other rules
_ELSEWHERE_TOO = frozenset({"ban-thanh-tra-nhan-dan", "cong-khai", "lay-y-kien", "hoi-nghi-doi-thoai"})


@dataclass(frozen=True, slots=True)
class Step:
    """One step: who does what; `before` or `after` count days from day 0, or from the step that `of` names."""

    who: str
    what: str
    source: tuple[str, ...]
    id: str = ""
    when: str = ""
    before: int | None = None
    after: int | None = None
    working: bool = False
    bound: str = ""
    of: str = ""
    form: str = ""
    signs: str = ""
    to: str = ""
    passes: str = ""
    advice: bool = False

    def on(self, base: date) -> date | None:
        """Return the day of the step counted from base; None where the law sets none."""
        if self.before is not None:
            return workdays.before(base, self.before) if self.working else base - timedelta(days=self.before)
        if self.after is not None:
            return workdays.after(base, self.after) if self.working else base + timedelta(days=self.after)
        return None


@dataclass(frozen=True, slots=True)
class Procedure:
    """A procedure; `day` is what day 0 is called, `minutes` the paper that comes of it and what it holds."""

    id: str
    name: str
    short: str
    day: str
    words: tuple[str, ...]
    steps: tuple[Step, ...]
    minutes: str = ""
    minutes_holds: tuple[str, ...] = ()
    note: str = ""

    def dated(self, on: date) -> list[tuple[Step, date | None]]:
        """Return the steps, each with its day, counted from day 0; None where it has none."""
        days: dict[str, date | None] = {}
        found = []
        for _ in range(2):  # a step may count from one that is told after it
            found = [(step, self._day(step, on, days)) for step in self.steps]
            days = {step.id: day for step, day in found if step.id}
        return found

    @staticmethod
    def _day(step: Step, on: date, days: Mapping[str, date | None]) -> date | None:
        base = days.get(step.of) if step.of else on
        return step.on(base) if base else None


def procedures(rows: Sequence[Mapping[str, object]]) -> tuple[Procedure, ...]:
    """Return the procedures of the rows of corpus/procedures.toml."""
    return tuple(Procedure(**{**_tuples(row), "steps": _steps(row)}) for row in rows)  # type: ignore[arg-type]


class Procedures:
    """Answers questions for the steps of a procedure."""

    def __init__(self, index: Index, composer: Composer, file: Path) -> None:
        """Read the procedures from a file when one is first asked for: it is long."""
        self._index = index
        self._composer = composer
        self._file = file

    @cached_property
    def all(self) -> tuple[Procedure, ...]:
        """Return every procedure."""
        return procedures(tomllib.loads(self._file.read_text(encoding="utf-8"))["procedure"])

    def answer(self, asked: Asked) -> Answer | None:
        """Return the steps of the procedure a question asks for; None where it asks for none."""
        said = asked.meant.text
        if asked.meant.follows and asked.meant.topic:
            said = f"{said} {asked.meant.topic}"
        on = day_named(asked.meant.text, asked.on)
        if not _STEPS.search(fold(said)) and not (on and _BY_WHEN.search(fold(said))):
            return None
        if _OTHERWISE.search(fold(asked.meant.text)):
            return None
        known = [procedure for procedure in self.all if words_in(said, procedure.words)]
        if not self._index.query(said).sectors <= _OURS:
            known = [procedure for procedure in known if procedure.id not in _ELSEWHERE_TOO]
        if not known:
            return None
        meant = max(known, key=lambda procedure: _named_at_length(said, procedure))
        return self.told(meant, asked, on)

    def told(self, procedure: Procedure, asked: Asked, on: date | None) -> Answer:
        """Return the steps of a procedure, with their days where day 0 is known, late ones marked."""
        dated = procedure.dated(on) if on else [(step, None) for step in procedure.steps]
        passages = [passage for step in procedure.steps for place in step.source for passage in self._at(place, asked)]
        head = say("procedure.head", name=procedure.name, count=len(procedure.steps))
        if on:
            head = f"{head}\n{say('procedure.counted', day=procedure.day, date=spoken_day(on))}"
        short = [f"{number}. {_short(step, day, asked.on)}" for number, (step, day) in enumerate(dated, 1)]
        long = [f"{number}. {long_line(step, day, asked.on)}" for number, (step, day) in enumerate(dated, 1)]
        notes = [say("answer.note", note=procedure.note)] if procedure.note else []
        if any(day and step.working and workdays.provisional(day) for step, day in dated):
            notes.append(say("answer.note", note=say("procedure.provisional")))
        bases = self._composer.bases(passages)
        room = SCREEN - len(head) - len(bases) - len(say("answer.see_more")) - 8
        shown: list[str] = []
        for line in short:
            if sum(len(one) + 1 for one in shown) + len(line) > room:
                break
            shown.append(line)
        text = "\n".join((head, *shown, say("answer.see_more")))
        more = "\n\n".join(part for part in ("\n".join(long), *notes) if part)
        return self._composer.worked_out(f"{text}\n\n{bases}", more, passages)

    def _at(self, place: str, asked: Asked) -> list[Passage]:
        document, _, locator = place.partition(" | ")
        _, article, *clause = locator.split()
        found = self._index.article(document, article, asked.law.day)
        return [p for p in found if not clause or p.citation.clause == clause[-1]]


def day_named(text: str, today: date) -> date | None:
    """Return the day that text names, the next one where it names no year; None where it names none."""
    for match in _DATE.finditer(text):
        number, month, year = (int(part) if part else 0 for part in match.groups())
        try:
            day = date(year or today.year, month, number)
            return day if year or day >= today else date(today.year + 1, month, number)
        except ValueError:
            continue
    return None


def when(step: Step, day: date | None) -> str:
    """Return the time of a step: its day where it has one, else the words of the law."""
    if day is None:
        return step.when
    if step.after == 0 or step.before == 0:
        return say("procedure.on", date=spoken_day(day))
    through = step.after is not None and step.bound == "at_least"
    return say("procedure.through" if through else "procedure.by", date=spoken_day(day))


def _short(step: Step, day: date | None, today: date) -> str:
    time = when(step, day)
    if day and day < today:
        time = f"{time} {say('procedure.late')}"
    lead = f"{time[:1].upper()}{time[1:]}: " if time else ""
    return f"{lead}{step.who}: {step.what}"


def long_line(step: Step, day: date | None, today: date) -> str:
    """Return a step in full: its time, who does what, what passes it, its form, who signs, to whom it goes."""
    told = [_short(step, day, today)]
    if day is not None and step.when:
        told.append(f"({step.when})")
    more = {"passes": step.passes, "form": step.form, "signs": step.signs, "to": step.to}
    told += [say(f"procedure.{name}", value=value) for name, value in more.items() if value]
    if step.advice:
        told.append(say("procedure.advice"))
    return " ".join(told)


def _named_at_length(said: str, procedure: Procedure) -> tuple[int, int]:
    spoken = f" {' '.join(fold(said).split())} "
    longest = max((len(word) for word in procedure.words if f" {word} " in spoken), default=0)
    return longest, words_in(said, procedure.words)


def _tuples(row: Mapping[str, object]) -> dict[str, object]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in row.items() if name != "step"}


def _steps(row: Mapping[str, object]) -> tuple[Step, ...]:
    steps = row["step"]
    assert isinstance(steps, list)
    return tuple(Step(**_tuples(step)) for step in steps)  # type: ignore[arg-type]
