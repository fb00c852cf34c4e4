"""The three parts of the golden set keep apart: what judges was never learnt from."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable

from bot.evaluation.golden import read_rows
from index.glossary import Glossary
from index.manifest import read_corpus
from index.text import syllables
from tests.conftest import ROOT

CORPUS = ROOT / "corpus"
LIMIT = 0.6


def learnt() -> set[str]:
    """Return every text that a model or the index learns from: everyday questions, messages, phrases, other parts."""
    texts = {question for passage in read_corpus(CORPUS).passages for question in passage.questions}
    texts |= set(Glossary.load(CORPUS).phrases)
    for file, key in (("questions.jsonl", "question"), ("scope.jsonl", "text")):
        lines = (CORPUS / file).read_text(encoding="utf-8").splitlines()
        texts |= {json.loads(line)[key] for line in lines}
    return texts | {row["question"] for row in read_rows("ranking")}


def too_near(judged: Iterable[str], texts: Iterable[str]) -> list[tuple[str, str]]:
    """Return the judged questions of which a text shares more than LIMIT of the folded syllables (Jaccard)."""
    sets = [(frozenset(syllables(text)), text) for text in texts]
    holding: dict[str, list[int]] = defaultdict(list)
    for number, (words, _) in enumerate(sets):
        for word in words:
            holding[word].append(number)
    found = []
    for question in judged:
        words = frozenset(syllables(question))
        shared = Counter(number for word in words for number in holding[word])
        for number, count in shared.items():
            if count > LIMIT * len(words) and count / (len(words) + len(sets[number][0]) - count) > LIMIT:
                found.append((question, sets[number][1]))
    return found


def test_near_questions_are_noticed() -> None:
    texts = ["Tổ hòa giải có mấy người?", "xã phải công khai những gì"]
    assert too_near(["to hoa giai co may nguoi vay"], texts) == [("to hoa giai co may nguoi vay", texts[0])]
    assert too_near(["ai bầu tổ hòa giải"], texts) == []


def test_judging_questions_were_not_learnt_from() -> None:
    assert too_near([row["question"] for row in read_rows("judge")], learnt()) == []
