"""The numbers that Word draws before paragraphs and keeps outside their text: "1.", "a)", "Điều 3.", "–"."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
Element = Any  # of lxml, which tells no types
_ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    shape: str
    text: str  # "%1.%2)"


class Numbering:
    """Counts the numbered paragraphs of one document as Word does."""

    def __init__(self, root: Element, styles: Element) -> None:
        """Take the roots of numbering.xml and styles.xml, None where the document has none."""
        shapes: dict[str, dict[int, _Level]] = {}
        for abstract in _all(root, "abstractNum"):
            shapes[_value(abstract, "abstractNumId")] = dict(map(_level, abstract.findall(f"{_W}lvl")))
        self._abstract: dict[str, str] = {}
        self._levels: dict[str, dict[int, _Level]] = {}
        for num in _all(root, "num"):
            name, abstract = _value(num, "numId"), _child(num, "abstractNumId")
            starts = {
                int(_value(over, "ilvl")): _child(over, "startOverride") for over in num.findall(f"{_W}lvlOverride")
            }
            levels = dict(shapes.get(abstract, {}))
            for place, start in starts.items():
                if start.isdigit() and place in levels:
                    levels[place] = _Level(int(start), levels[place].shape, levels[place].text)
            self._levels[name] = levels
            # a list that starts again counts for itself, the others with all lists of their kind
            self._abstract[name] = f"num {name}" if any(starts.values()) else abstract
        self._styles = {_value(style, "styleId"): style for style in _all(styles, "style")}
        self._counts: dict[str, list[int]] = {}

    def number(self, properties: Element, style: str) -> str:
        """Return what Word draws before the paragraph with these properties and style, "" for nothing."""
        name, place = self._place(properties, style)
        level = self._levels.get(name, {}).get(place)
        if level is None:
            return ""
        counts = self._counts.setdefault(self._abstract[name], [])
        del counts[place + 1 :]
        while len(counts) <= place:
            above = self._levels[name].get(len(counts))
            counts.append((above.start if above else 1) - (len(counts) == place))
        counts[place] += 1
        return self._drawn(name, level, counts)

    def _drawn(self, name: str, level: _Level, counts: list[int]) -> str:
        if level.shape == "bullet":
            return "-"
        drawn = level.text
        for place, count in enumerate(counts):
            shape = self._levels[name][place].shape if place in self._levels[name] else "decimal"
            drawn = drawn.replace(f"%{place + 1}", shaped(count, shape))
        return drawn.strip()

    def _place(self, properties: Element, style: str) -> tuple[str, int]:
        """Return list and level of a paragraph: its own, else those of its style and of the styles that is based on."""
        name, place = _listed(properties)
        for _ in range(10):
            if name or style not in self._styles:
                break
            inherited, depth = _listed(self._styles[style].find(f"{_W}pPr"))
            name, place = inherited, place or depth
            style = _child(self._styles[style], "basedOn")
        return name, int(place) if place.isdigit() else 0


def shaped(count: int, shape: str) -> str:
    """Return a count as Word writes it in a shape: "decimal", "lowerLetter", "upperRoman" …"""
    if shape.endswith("Letter"):
        letter = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letter.upper() if shape.startswith("upper") else letter
    if shape.endswith("Roman"):
        drawn = ""
        for value, sign in _ROMAN:
            drawn, count = drawn + sign * (count // value), count % value
        return drawn.upper() if shape.startswith("upper") else drawn
    return "" if shape == "none" else f"{count:02}" if shape == "decimalZero" else str(count)


def _level(level: Element) -> tuple[int, _Level]:
    start = _child(level, "start")
    shape = _child(level, "numFmt") or "decimal"
    return int(_value(level, "ilvl") or 0), _Level(
        int(start) if start.isdigit() else 1, shape, _child(level, "lvlText")
    )


def _listed(properties: Element) -> tuple[str, str]:
    found = properties.find(f"{_W}numPr") if properties is not None else None
    return ("", "") if found is None else (_child(found, "numId"), _child(found, "ilvl"))


def _all(root: Element, tag: str) -> Iterable[Element]:
    return () if root is None else root.findall(f"{_W}{tag}")


def _child(node: Element, tag: str) -> str:
    found = node.find(f"{_W}{tag}")
    return "" if found is None else _value(found, "val")


def _value(node: Element, name: str) -> str:
    return str(node.get(f"{_W}{name}") or "")
