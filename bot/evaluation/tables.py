"""Figures of an evaluation as text: for a terminal, and as the table and the plot that are kept. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

Figures = Mapping[str, Any]
_SHOWN = 25  # misses that are printed, and ids of a list
_MEASURES = ("hit@1", "hit@3", "hit@10", "R@10", "MRR@10", "nDCG@10", "F2")


def table(figures: Figures) -> str:
    """Return the figures of the golden set for a terminal."""
    quotes, outcome, latency, misses = (figures[name] for name in ("quotes", "outcome", "latency_ms", "misses"))
    counts = f"{figures['n']} questions, {len(figures['left_out'])} left out, {figures['answerable']} answerable"
    lines = [f"golden {figures['part'] or 'all'}: {counts}, seed {figures['seed']}", *retrieval(figures["retrieval"])]
    lines += [f"  loss {name:<10}{cells(row)}" for name, row in figures["loss"].items() if row]
    lines += [f"  {part:<12}{name:<12}{value(figure)}" for part in ("citation", "refusal")
              for name, figure in figures[part].items()]  # fmt: skip
    lines.append(f"  {'facts':<24}{value(figures['facts'])}")
    lines += [f"  {'outcome':<12}{name:<20}{value(outcome[name])}"
              for name in ("accuracy", "accuracy_stripped", "chitchat", "clarify")]  # fmt: skip
    lines += _abstention(figures["abstention"])
    crossed = figures["sectors"]["crossed"]
    lines.append(f"sectors: {len(crossed)} of {figures['sectors']['families']} families crossed {' '.join(crossed)}")
    for name in ("false_answers", "false_refusals", "evaded"):
        dots = " …" * (len(outcome[name]) > _SHOWN)
        lines.append(f"{name} ({len(outcome[name])}): {' '.join(outcome[name][:_SHOWN])}{dots}")
    lines.append("wrong outcomes: " + (", ".join(f"{k} {v}" for k, v in outcome["confusion"].items()) or "none"))
    for part, groups in figures["by"].items():
        lines.append(f"{part:<14}" + "".join(f"{name:>9}" for name in next(iter(groups.values()), {})))
        for name, row in groups.items():
            lines.append(f"  {name or '-':<12}" + "".join(f"{_cell(one):>9}" for one in row.values()))
    lines.append(f"latency: p50 {latency['p50']:.1f} ms, p95 {latency['p95']:.1f} ms")
    lines.append(f"quotes: {quotes['exact']} of {quotes['n']} are stored passages {' '.join(quotes['wrong'])}".rstrip())
    lines.append(f"right passage not first ({len(misses)}, at most {_SHOWN} shown, worst first)")
    for miss in misses[:_SHOWN]:
        lines.append(f"  {miss['id']} rank {miss['rank'] or '-'}: {miss['question']}")
        lines.append(f"      wanted {'; '.join(miss['expected'])}; got {'; '.join(miss['got']) or 'nothing'}")
    return "\n".join(lines)


def retrieval(rows: Figures) -> Iterator[str]:
    """Yield a line of measures for each way or spelling, under a head."""
    yield "  " + f"{'':<15}" + "".join(f"{name:>9}" for name in _MEASURES)
    yield from (f"  {name:<15}{cells(row)}" for name, row in rows.items() if row)


def cells(row: Figures) -> str:
    """Return the measures of one row, aligned."""
    return "".join(f"{_cell(row[name]['value']):>9}" for name in _MEASURES)


def markdown(rows: Figures) -> str:
    """Return measures with their 95 % intervals as a Markdown table."""
    lines = [f"| | {' | '.join(_MEASURES)} |", "|---" * (len(_MEASURES) + 1) + "|"]
    for name, row in rows.items():
        shown = (f"{row[one]['value']:.3f} ({row[one]['low']:.3f}–{row[one]['high']:.3f})" for one in _MEASURES)
        lines.append(f"| {name} | {' | '.join(shown)} |")
    return "\n".join(lines) + "\n"


def value(figure: Figures) -> str:
    """Return a figure with its interval and how many it rests on."""
    if figure["value"] is None:
        return "-"
    return f"{figure['value']:.3f} [{figure['low']:.3f}–{figure['high']:.3f}] {figure['n']}"


def _abstention(figures: Figures) -> Iterator[str]:
    for name in ("near", "far"):
        one = figures[name]
        if one["auroc"] is not None:
            yield (f"  {name:<12}AUROC {one['auroc']:.4f}, answered where 95 % of ours are: "
                   f"{value(one['false_answers'])}")  # fmt: skip
    if figures["calibration_error"] is not None:
        yield f"  calibration error {figures['calibration_error']:.3f}"


def _cell(one: float | None) -> str:
    return "-" if one is None else f"{one:.3f}" if isinstance(one, float) else str(one)
