"""The scope model: whether what was found answers, and if not whose business it is."""

from collections.abc import Sequence

import numpy as np
from calibration_cases import Case, answers, folds
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, roc_auc_score

from bot.evaluation.abstention import abstention, calibration_error, reliability
from index import scope
from index.query import Found
from index.search import Index

FOLDS, STRENGTH, MOST = 5, 0.02, 6.0  # MOST: no class weighs more than so many times its share
FIRST = 3  # passages among which the answer of an imported text must be
_WHOLE = 2.0  # all dimensions of the vector alike, and below the evidence
Matrix = NDArray[np.float32]
Tensors = dict[str, Matrix]


def read(index: Index, case: Case) -> Found:
    """Return what a search finds for a case, a known message as if it were unknown."""
    return index.find(case.query, without=case.number)


def fit(cases: Sequence[Case], table: Matrix, kinds: NDArray[np.int64], dim: int = 0) -> Tensors:
    """Return the model fitted on all cases, made to say how sure it is as on folds it has not seen.

    The first dim features are the question's vector. What it says is fitted to the golden cases where there are any.
    """
    mean, scale = table.mean(axis=0), 1 / (table.std(axis=0) + 1e-6)
    mean[:dim], scale[:dim] = 0.0, _WHOLE
    ready = np.clip((table - mean) * scale, -scope.CLIP, scope.CLIP)
    fold = folds(cases, FOLDS)
    logits = np.zeros((len(cases), len(scope.CLASSES)))
    for one in range(FOLDS):
        known = fold != one
        model = _model(ready[known], kinds[known], _weights(cases, kinds, known))
        logits[~known] = model.decision_function(ready[~known])
    golden = np.array(["golden" in case.source for case in cases])
    chosen = golden if len(set(kinds[golden])) == len(scope.CLASSES) else np.ones(len(cases), dtype=bool)
    heat, shift = _calibrated(logits[chosen], kinds[chosen])
    chances = _softmax(logits * heat + shift)
    for name, part in (("all", np.ones(len(cases), dtype=bool)), ("golden", golden)):
        if part.any():
            _report(name, chances[part], kinds[part])
    model = _model(ready, kinds, _weights(cases, kinds, np.ones(len(cases), dtype=bool)))
    # safetensors writes the bytes as they lie, and scikit-learn lays them out by columns
    weights = np.ascontiguousarray(model.coef_ * heat, dtype=np.float32)
    bias = (model.intercept_ * heat + shift).astype(np.float32)
    return {"weights": weights, "bias": bias, "mean": mean.astype(np.float32), "scale": scale.astype(np.float32)}


def kind_found(case: Case, found: Found) -> int:
    """Return a case's class; one whose answer is not among the first passages must not be answered."""
    first = [hit.passage for hit in found.hits[:FIRST]]
    return case.kind if case.kind or answers(first, case.gold).any() else 1


def _model(table: Matrix, kinds: NDArray[np.int64], weights: NDArray[np.float64]) -> LogisticRegression:
    return LogisticRegression(C=STRENGTH, max_iter=1000).fit(table, kinds, sample_weight=weights)


def _weights(cases: Sequence[Case], kinds: NDArray[np.int64], part: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return what each case of a part weighs, rare classes more."""
    own = np.array([case.weight for case in cases])[part]
    sums = np.array([own[kinds[part] == kind].sum() for kind in range(len(scope.CLASSES))])
    return own * np.minimum(own.sum() / (len(sums) * np.maximum(sums, 1e-6)), MOST)[kinds[part]]


def _calibrated(logits: NDArray[np.float64], kinds: NDArray[np.int64]) -> tuple[float, NDArray[np.float64]]:
    """Return the temperature and the shift of each class under which logits tell the truth best."""

    def surprise(told: NDArray[np.float64]) -> float:
        chances = _softmax(logits * np.exp(told[0]) + np.append(0.0, told[1:]))
        return float(-np.log(np.maximum(chances[np.arange(len(kinds)), kinds], 1e-12)).mean())

    found = minimize(surprise, np.zeros(len(scope.CLASSES)), method="Nelder-Mead", options={"maxiter": 4000}).x
    return float(np.exp(found[0])), np.append(0.0, found[1:])


def _softmax(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    odds = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True))


def _report(name: str, chances: NDArray[np.float64], kinds: NDArray[np.int64]) -> None:
    inside = kinds == 0
    print(f"  {name}, {len(kinds)} spellings; answerable or not: AUROC {roc_auc_score(inside, chances[:, 0]):.4f}, "
          f"calibration error {calibration_error(reliability(list(chances[:, 0]), list(inside)))}")  # fmt: skip
    for kind, label in enumerate(scope.CLASSES[1:], 1):
        if (kinds == kind).any():
            told = abstention(list(chances[inside, 0]), list(chances[kinds == kind, 0]))
            print(f"    against {label}: AUROC {told['auroc']}, answered {told['false_answers']['value']} "
                  f"where 95 % of ours are (above {told['limit']})")  # fmt: skip
    for limit in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7):
        refused = chances[:, 0] < limit
        kept = float((~refused)[inside].mean())
        print(f"    limit {limit}: refusal F1 {f1_score(~inside, refused):.4f}, answerable kept {kept:.4f}")
    said = chances[:, 1:].argmax(axis=1) + 1
    print(f"    the right kind of refusal: {float((said == kinds)[~inside].mean()):.4f}")
