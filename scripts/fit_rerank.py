"""The reranker: a small network that learns which of a question's candidates answers it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from calibration_cases import SEED, Case, answers, article, folds
from numpy.typing import NDArray
from torch import nn

from index import rerank
from index.search import Index

HIDDEN, STEPS, RATE, DECAY, DROP = 64, 2_500, 0.005, 0.05, 0.15
BATCH, FOLDS = 256, 3
NEAR = 0.15  # of the loss goes to the right article, whichever clause
Matrix = NDArray[np.float32]
Tensors = dict[str, Matrix]


@dataclass(frozen=True, slots=True)
class Asked:
    """The candidates of one question: features (n, features), which answer, which stand in the right article."""

    case: Case
    table: Matrix
    right: NDArray[np.bool_]
    near: NDArray[np.bool_]


def asked(index: Index, case: Case) -> Asked:
    """Return what the reranker reads of a case, best fused score first."""
    found = index.best(case.query)
    near = answers(found.passages, article(case.gold))
    return Asked(case, rerank.table(rerank.features(found)), answers(found.passages, case.gold), near)


def fit(rows: Sequence[Asked]) -> Tensors:
    """Return the network fitted on all rows, after telling how it does on folds it has not seen."""
    fold = folds([row.case for row in rows], FOLDS)
    scores: dict[int, Matrix] = {}
    for one in range(FOLDS):
        model = rerank.Reranker(_trained([row for row, own in zip(rows, fold, strict=True) if own != one]))
        scores |= {int(number): model.logits(rows[number].table) for number in np.flatnonzero(fold == one)}
    for source in sorted({row.case.source for row in rows}):
        chosen = [number for number, row in enumerate(rows) if row.case.source == source]
        before = [-np.arange(len(rows[number].right), dtype=np.float32) for number in chosen]
        after = [scores[number] for number in chosen]
        right = [rows[number].right for number in chosen]
        print(f"  {source}, {len(chosen)} spellings: fused {_ranked(right, before)}; reranked {_ranked(right, after)}")
    return _trained(rows)


class _Net(nn.Module):
    def __init__(self, size: int) -> None:
        super().__init__()
        self.linear = nn.Linear(size, 1, bias=False)
        self.hidden = nn.Linear(size, HIDDEN)
        self.out = nn.Linear(HIDDEN, 1, bias=False)
        self.drop = nn.Dropout(DROP)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        inner: torch.Tensor = self.drop(torch.relu(self.hidden(self.drop(x))))
        return (self.linear(x) + self.out(inner))[..., 0]


def _trained(rows: Sequence[Asked]) -> Tensors:
    rows = [row for row in rows if row.right.any() and not row.right.all()]
    every = np.concatenate([row.table for row in rows])
    mean, scale = every.mean(axis=0), 1 / (every.std(axis=0) + 1e-6)
    x = np.zeros((len(rows), rerank.DEPTH, every.shape[1]), dtype=np.float32)
    there, right, near = (np.zeros(x.shape[:2], dtype=bool) for _ in range(3))
    for number, row in enumerate(rows):
        count = len(row.right)
        x[number, :count] = np.clip((row.table - mean) * scale, -rerank.CLIP, rerank.CLIP)
        there[number, :count], right[number, :count], near[number, :count] = True, row.right, row.near
    weights = torch.tensor([row.case.weight for row in rows])
    tensors = [torch.from_numpy(array) for array in (x, there, right, near)]
    torch.manual_seed(SEED)
    net = _Net(x.shape[2])
    optimiser = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=STEPS)
    for _ in range(STEPS):
        chosen = torch.multinomial(weights, BATCH, replacement=True)
        loss = _loss(net, *(tensor[chosen] for tensor in tensors))
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        schedule.step()
    told = {
        "linear": net.linear.weight[0],
        "hidden": net.hidden.weight.T,
        "hidden_bias": net.hidden.bias,
        "out": net.out.weight[0],
    }
    learnt = {name: np.ascontiguousarray(tensor.detach().numpy()) for name, tensor in told.items()}
    return {"mean": mean, "scale": scale.astype(np.float32), **learnt}


def _loss(net: _Net, x: torch.Tensor, there: torch.Tensor, right: torch.Tensor, near: torch.Tensor) -> torch.Tensor:
    """Return how surprising it is that any right candidate is the best, and a little that the right article is."""
    chances = torch.log_softmax(net(x).masked_fill(~there, -1e9), dim=1)
    found = torch.logsumexp(chances.masked_fill(~right, -1e9), dim=1)
    beside = torch.logsumexp(chances.masked_fill(~near, -1e9), dim=1)
    return -(found * (1 - NEAR) + beside * NEAR).mean()


def _ranked(right: Sequence[NDArray[np.bool_]], scores: Sequence[Matrix]) -> str:
    ranks = []
    for answer, score in zip(right, scores, strict=True):
        places = np.flatnonzero(answer[np.argsort(-score, kind="stable")])
        ranks.append(int(places[0]) + 1 if places.size else 0)
    rank = np.array(ranks)
    hits = ", ".join(f"hit@{depth} {((rank > 0) & (rank <= depth)).mean():.4f}" for depth in (1, 3, 10))
    return f"{hits}, MRR {np.where(rank > 0, 1 / np.maximum(rank, 1), 0).mean():.4f}"
