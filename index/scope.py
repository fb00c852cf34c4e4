"""Whether the texts answer a question, and if not whose business it is; fitted by scripts/calibrate."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

from index.errors import StaleIndex

Scores = NDArray[np.float32]
FITTED = Path(__file__).parent / "model" / "scope.safetensors"
CLIP = 4.0  # standard deviations, beyond which more says nothing more
CLASSES = ("answerable", "elsewhere", "foreign", "talk")  # elsewhere: our field, but a text not held
OUTCOMES = {"not_found": "elsewhere", "out_of_scope": "foreign", "chitchat": "talk"}


@dataclass(frozen=True, slots=True)
class Judgement:
    """Probabilities, summing to 1: answerable, our field but not held, foreign to us, only talk."""

    answerable: float
    elsewhere: float
    foreign: float
    talk: float


NOTHING_FOUND = Judgement(0.0, 1.0, 0.0, 0.0)


class Scope:
    """A multinomial logistic model over the question's vector and the evidence of its search."""

    def __init__(self, weights: Scores, bias: Scores, mean: Scores, scale: Scores) -> None:
        self._weights, self._bias, self._mean, self._scale = weights, bias, mean, scale

    def reads(self, features: Scores) -> bool:
        """Return whether the model was fitted on so many features."""
        return features.shape == self._scale.shape

    def judge(self, read: Scores) -> Judgement:
        """Return what the model makes of a question by its features.

        Raises StaleIndex when the model was fitted on other features.
        """
        if not self.reads(read):
            raise StaleIndex(f"the scope model reads {self._scale.size} features, not {read.size}: scripts/calibrate")
        logits = self._weights @ np.clip((read - self._mean) * self._scale, -CLIP, CLIP) + self._bias
        odds = np.exp(logits - logits.max())
        return Judgement(*(float(odd) for odd in odds / odds.sum()))


def told(evidence: Mapping[str, float]) -> Scores:
    """Return the evidence in the order of its names, which is all that the model for imported texts reads.

    What a question is about tells nothing there: anything may be imported.
    """
    return np.array([evidence[name] for name in sorted(evidence)], dtype=np.float32)


def features(vector: Scores, evidence: Mapping[str, float]) -> Scores:
    """Return the vector followed by the evidence in the order of its names."""
    return np.concatenate([vector, told(evidence)])


@cache
def fitted(path: Path = FITTED) -> Scope:
    """Return the fitted model."""
    return _loaded(path, "")


@cache
def fitted_for_imports(path: Path = FITTED) -> Scope:
    """Return the model for questions whose best passage is of an imported text, which has no everyday questions."""
    return _loaded(path, "imports_")


def _loaded(path: Path, prefix: str) -> Scope:
    tensors = load_file(path)
    return Scope(*(tensors[f"{prefix}{name}"] for name in ("weights", "bias", "mean", "scale")))
