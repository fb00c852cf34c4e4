"""Batches of questions and passages as piece numbers, drawn at random from the codification and from our corpus."""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer
from training_pairs import Article, Question, sentences, shorten

from bot.evaluation.spelling import phone
from index.build import search_texts
from index.document import Corpus, Passage
from index.glossary import Glossary

BATCH = 1024
NEAR = 32  # articles of a batch that stand near one another: the hardest of negatives, at no cost
WINDOW = 90  # pieces of a passage, about 130 syllables
OWN, PHRASES = 256, 64  # questions of ours and lay phrases in a step

_BELOW = re.compile(r"\.| khoản | điểm ")

Bag = Sequence[int]


@dataclass(frozen=True, slots=True)
class Known:
    """An article as numbers of pieces."""

    article: Article
    title: Bag
    subject: Bag
    lines: tuple[Bag, ...]
    refers: tuple[int, ...]


class Laws:
    """The articles as numbers, and the pairs drawn from them."""

    def __init__(self, articles: Sequence[Article], tokenizer: Tokenizer) -> None:
        """Number every line once."""
        place = {article.code: number for number, article in enumerate(articles) if article.code}
        bags = _numbers(
            tokenizer, [line for article in articles for line in (article.subject, article.title, *article.lines)]
        )
        self._known = []
        for article in articles:
            subject, title, *lines = (next(bags) for _ in range(2 + len(article.lines)))
            refers = tuple(place[code] for code in article.refers if code in place)
            self._known.append(Known(article, title, subject, tuple(lines), refers))
        self._tokenizer = tokenizer

    def batch(self, chance: random.Random) -> list[tuple[Bag, Bag]]:
        """Return BATCH questions with their passages; no two share a title, which would make a right answer wrong."""
        pairs: list[tuple[Bag, Bag]] = []
        titles: set[str] = set()
        while len(pairs) < BATCH:
            start = chance.randrange(len(self._known))
            for known in chance.sample(self._known[start : start + 4 * NEAR], k=min(NEAR, len(self._known) - start)):
                if known.article.title not in titles:
                    titles.add(known.article.title)
                    left, right = self._pair(known, chance)
                    if left and right:
                        pairs.append((shorten(left, chance, 0.1), right))
        return pairs[:BATCH]

    def _pair(self, known: Known, chance: random.Random) -> tuple[Bag, Bag]:
        draw = chance.random()
        if draw < 0.45:
            return self._title(known, chance), _window(known, chance, titled=0.3)
        if draw < 0.6 and known.refers:
            other = self._known[chance.choice(known.refers)]
            return [*known.title, *_window(known, chance, titled=0.0)[:40]], _window(other, chance, titled=0.7)
        return _cloze(known, chance)

    def _title(self, known: Known, chance: random.Random) -> Bag:
        if chance.random() < 0.3:
            text = phone(known.article.title, chance)
            return self._tokenizer.encode(text, add_special_tokens=False).ids
        return [*known.subject, *known.title] if chance.random() < 0.3 else known.title


def _numbers(tokenizer: Tokenizer, lines: Sequence[str]) -> Iterator[Bag]:
    """Yield the piece numbers of each line."""
    for start in range(0, len(lines), 20_000):
        for found in tokenizer.encode_batch_fast(lines[start : start + 20_000], add_special_tokens=False):
            yield found.ids


def _window(known: Known, chance: random.Random, titled: float) -> Bag:
    """Return some lines in a row, at most WINDOW pieces, under the title at the given rate."""
    start = chance.randrange(len(known.lines)) if chance.random() < 0.5 else 0
    bag = list(known.title) if chance.random() < titled else []
    for line in known.lines[start:]:
        bag.extend(line)
        if len(bag) >= WINDOW:
            break
    return bag[:WINDOW]


def _cloze(known: Known, chance: random.Random) -> tuple[Bag, Bag]:
    """Return one line and what stands around it."""
    if len(known.lines) < 2:
        return known.title, _window(known, chance, titled=0.0)
    place = chance.randrange(len(known.lines))
    start = max(0, place - 3)
    around = list(known.title) if chance.random() < 0.5 else []
    for number, line in enumerate(known.lines[start:], start=start):
        if number != place or chance.random() < 0.1:
            around.extend(line)
        if len(around) >= WINDOW:
            break
    return shorten(known.lines[place], chance, 0.1)[:40], around[:WINDOW]


class Own:
    """Our questions and the passages that answer them."""

    def __init__(self, corpus: Corpus, questions: Sequence[Question], glossary: Glossary, tokenizer: Tokenizer) -> None:
        """Number the passages and phrases; keep the questions whose place is among the passages."""
        self._passages = list(_numbers(tokenizer, search_texts(corpus)))
        keys, legal = _numbers(tokenizer, list(glossary.phrases)), _numbers(tokenizer, list(glossary.phrases.values()))
        self._phrases = list(zip(keys, legal, strict=True))
        self._tokenizer, self._glossary = tokenizer, glossary
        asked = _asked(corpus.passages, questions)
        self._texts = sorted(asked)
        self.bags = list(_numbers(tokenizer, self._texts))
        self._answers = np.zeros((len(asked), len(corpus.passages)), dtype=np.float32)
        for row, text in enumerate(self._texts):
            self._answers[row, list(asked[text])] = 1

    def passages(self, chance: random.Random) -> list[Bag]:
        """Return every passage, a few words of each left out."""
        return [shorten(bag, chance, 0.15) for bag in self._passages]

    def phrases(self, chance: random.Random) -> list[tuple[Bag, Bag]]:
        """Return some phrases of the people, each with the law's."""
        return chance.sample(self._phrases, k=min(PHRASES, len(self._phrases)))

    def questions(self, chance: random.Random) -> tuple[list[int], list[Bag]]:
        """Return at most OWN questions, by their numbers and as typed or as searched."""
        chosen = chance.sample(range(len(self._texts)), k=min(OWN, len(self._texts)))
        typed = [self._typed(self._texts[number], chance) for number in chosen]
        bags = [shorten(bag, chance, 0.15) for bag in _numbers(self._tokenizer, typed)]
        pairs = [(number, bag) for number, bag in zip(chosen, bags, strict=True) if bag]
        return [number for number, _ in pairs], [bag for _, bag in pairs]

    def answers(self, numbers: Sequence[int]) -> NDArray[np.bool_]:
        """Return which passages answer each of these questions, shape (questions, passages)."""
        return self._answers[list(numbers)] > 0

    def alike(self, numbers: Sequence[int]) -> NDArray[np.bool_]:
        """Return which questions a same passage answers, each question itself too, shape (questions, all of ours)."""
        return self._answers[list(numbers)] @ self._answers.T > 0

    def _typed(self, text: str, chance: random.Random) -> str:
        if chance.random() < 0.5:
            text = phone(text, chance)
        if chance.random() < 0.5:
            text = self._glossary.write_out(text)
            text = " ".join((text, *self._glossary.legal(text)))  # as the search writes a question out
        return text


def _asked(passages: Sequence[Passage], questions: Sequence[Question]) -> dict[str, set[int]]:
    """Return the numbers of the passages that answer each question, of those beside the passages and of the others."""
    asked: dict[str, set[int]] = {}
    for number, passage in enumerate(passages):
        for text in passage.questions:
            asked.setdefault(text, set()).add(number)
    places = places_of(passages)
    for question in questions:
        if found := answering(question, places):
            asked.setdefault(question.text, set()).update(found)
    return asked


def answering(question: Question, places: dict[tuple[str, str], list[int]]) -> list[int]:
    """Return the passages at the question's place, or at the nearest place above it that is a passage."""
    locator = question.locator
    while locator:
        if found := places.get((question.document, locator)):
            return found
        cut = max(locator.rfind("."), locator.rfind(" khoản "), locator.rfind(" điểm "))
        locator = locator[: max(cut, 0)]
    return []


def places_of(passages: Sequence[Passage]) -> dict[tuple[str, str], list[int]]:
    """Return the passages at or below each place: "Điều 13" holds its clauses, "III" its sections."""
    places: dict[tuple[str, str], list[int]] = {}
    for number, passage in enumerate(passages):
        locator = passage.citation.locator
        cuts = [match.start() for match in _BELOW.finditer(locator)] + [len(locator)]
        for cut in cuts:
            places.setdefault((passage.citation.document, locator[:cut]), []).append(number)
    return places


def articles_of(passages: Sequence[Passage]) -> list[Article]:
    """Return our passages as articles, so that they take part in what the codification teaches."""
    return [
        Article("", "", passage.title, tuple(sentences(passage.text)), ())
        for passage in passages
        if passage.text.strip()
    ]
