"""What a ranking is worth: the field's measures, by ir-measures, question by question."""

from collections.abc import Mapping, Sequence

from bot.errors import BotError
from bot.messages import say

Run = Sequence[str]  # what was found, best first
DEPTHS = (1, 3, 5, 10)
_DEPTH = max(DEPTHS)


def gains(runs: Sequence[Run], gold: Sequence[Sequence[str]], shown: Sequence[Run]) -> list[dict[str, float]]:
    """Return the measures of each run: whether it hits, recall, MRR, nDCG, and F2 of what is shown.

    A run names each thing once. Raises BotError where ir-measures is not installed.
    """
    try:
        import ir_measures  # noqa: PLC0415 - the extra "eval"
        from ir_measures import RR, R, SetF, Success, nDCG  # noqa: PLC0415
    except ImportError as error:
        raise BotError(say("evaluate.extra")) from error
    named = {f"hit@{depth}": Success @ depth for depth in DEPTHS}
    named |= {f"R@{depth}": R @ depth for depth in DEPTHS}
    named |= {f"MRR@{_DEPTH}": RR @ _DEPTH, f"nDCG@{_DEPTH}": nDCG @ _DEPTH}
    qrels = {str(number): dict.fromkeys(right, 1) for number, right in enumerate(gold)}
    whole = {str(number): _scored(run[:_DEPTH]) for number, run in enumerate(runs)}
    few = {str(number): _scored(run) for number, run in enumerate(shown)}
    found: list[dict[str, float]] = [dict.fromkeys((*named, "F2"), 0.0) for _ in runs]
    names = {str(measure): name for name, measure in named.items()}
    for row in ir_measures.iter_calc(list(named.values()), qrels, whole):
        found[int(row.query_id)][names[str(row.measure)]] = float(row.value)
    # ir-measures does not square its beta
    for row in ir_measures.iter_calc([SetF(beta=4.0)], qrels, few):
        found[int(row.query_id)]["F2"] = float(row.value)
    return found


def _scored(run: Run) -> Mapping[str, float]:
    return {name: 1.0 / place for place, name in enumerate(run, 1)}
