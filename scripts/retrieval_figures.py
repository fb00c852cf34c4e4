"""How well an embedder finds: alone, beside BM25, and fused with it, as rows of a Markdown table."""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import bm25s
import numpy as np
from numpy.typing import NDArray

from index.embedder import Embedder
from index.text import fold, tokens

HEADER = "| questions | ranked by | n | R@1 | R@3 | R@10 | MRR@10 |\n|---|---|---|---|---|---|---|\n"
DENSE_SHARE = 1.5  # of the cosine, beside BM25 over its own maximum
_WORDS, _OVERLAP = 130, 20  # of a chunk of a long article

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Trial:
    """Texts to search, questions, and for each question the numbers of the texts that answer it."""

    name: str
    texts: Sequence[str]
    questions: Sequence[str]
    answers: Sequence[Sequence[int]]


def read_alqac(folder: Path) -> Trial:
    """Return the trial of a folder in BEIR layout; for measuring only, never for training."""
    articles = [json.loads(line) for line in (folder / "corpus.jsonl").read_text(encoding="utf-8").splitlines()]
    place = {article["_id"]: number for number, article in enumerate(articles)}
    with (folder / "qrels" / "dev.tsv").open(encoding="utf-8") as rows:
        gold: dict[str, list[int]] = {}
        for row in csv.DictReader(rows, delimiter="\t"):
            gold.setdefault(row["query-id"], []).append(place[row["corpus-id"]])
    asked = [json.loads(line) for line in (folder / "queries.jsonl").read_text(encoding="utf-8").splitlines()]
    texts = [f"{article['title']}\n{article['text']}" for article in articles]
    asked = [question for question in asked if question["_id"] in gold]
    return Trial("ALQAC dev", texts, [q["text"] for q in asked], [gold[q["_id"]] for q in asked])


def table(trial: Trial, embedder: Embedder) -> str:
    """Return the rows of a trial: BM25, dense and both, as written and without marks."""
    lexical = _Lexical(trial.texts)
    spellings: Mapping[str, Sequence[str]] = {
        trial.name: trial.questions,
        f"{trial.name}, no marks": [fold(text) for text in trial.questions],
    }
    lines: list[str] = []
    for name, questions in spellings.items():
        words, meaning = lexical.scores(questions), _cosines(trial.texts, questions, embedder)
        ways = {"BM25": words, "dense": meaning, "both": words + DENSE_SHARE * meaning}
        lines += [_row(name, way, scores, trial.answers) for way, scores in ways.items()]
    return "".join(lines)


class _Lexical:
    """BM25 over folded syllables and their pairs."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._model = bm25s.BM25(k1=1.2, b=0.75, backend="numpy")
        self._model.index([tokens(text) for text in texts], show_progress=False)

    def scores(self, questions: Sequence[str]) -> Scores:
        """Return BM25 over the question's best, shape (questions, texts)."""
        rows = []
        for question in questions:
            known = [token for token in tokens(question) if token in self._model.vocab_dict]
            row = self._model.get_scores(known) if known else np.zeros(self._model.scores["num_docs"])
            rows.append(row / max(float(row.max()), 1e-9))
        return np.array(rows, dtype=np.float32)


def _cosines(texts: Sequence[str], questions: Sequence[str], embedder: Embedder) -> Scores:
    """Return the cosine of each question and the best chunk of each text, shape (questions, texts)."""
    chunks = [(number, chunk) for number, text in enumerate(texts) for chunk in _chunks(text)]
    owner = np.array([number for number, _ in chunks])
    near = embedder.ask(questions) @ embedder.encode([chunk for _, chunk in chunks]).T
    best = np.full((len(texts), len(questions)), -1.0, dtype=np.float32)
    np.maximum.at(best, owner, near.T)
    return best.T


def _chunks(text: str) -> Iterator[str]:
    title, _, body = text.partition("\n")
    words = body.split()
    for start in range(0, max(1, len(words) - _OVERLAP), _WORDS - _OVERLAP):
        yield f"{title}\n{' '.join(words[start : start + _WORDS])}"


def _row(name: str, way: str, scores: Scores, answers: Sequence[Sequence[int]]) -> str:
    best = np.array([row[list(found)].max() for row, found in zip(scores, answers, strict=True)])
    rank = 1 + (scores > best[:, None]).sum(axis=1)
    recalls = " | ".join(f"{(rank <= k).mean():.3f}" for k in (1, 3, 10))
    return f"| {name} | {way} | {len(rank)} | {recalls} | {np.where(rank <= 10, 1 / rank, 0).mean():.3f} |\n"
