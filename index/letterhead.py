"""The head of a Vietnamese document: its symbol, kind, issuer, place and date, as printed or as scanned. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from index.document import Kind
from index.text import fold, normalise

# How a symbol begins, folded; "qdi" and "nqlt" before what they begin with.
KINDS = {
    "qh": Kind.LAW, "pl": Kind.ORDINANCE, "nd": Kind.DECREE, "nqlt": Kind.JOINT_RESOLUTION, "ttlt": Kind.JOINT_CIRCULAR,
    "tt": Kind.CIRCULAR, "nq": Kind.RESOLUTION, "qd": Kind.DECISION, "qdi": Kind.REGULATION, "ct": Kind.DIRECTIVE,
    "kl": Kind.CONCLUSION, "hd": Kind.GUIDANCE, "ctr": Kind.PROGRAMME, "cthd": Kind.PROGRAMME, "ctph": Kind.PROGRAMME,
    "da": Kind.SCHEME, "cv": Kind.LETTER, "ttr": Kind.SUBMISSION, "kh": Kind.PLAN,
    "tb": Kind.OTHER, "bc": Kind.OTHER, "qc": Kind.OTHER, "l": Kind.OTHER, "vbhn": Kind.OTHER,
}  # fmt: skip
# The words of a heading, folded, longest first where one begins another.
NAMES = {
    "nghi quyet lien tich": Kind.JOINT_RESOLUTION, "thong tu lien tich": Kind.JOINT_CIRCULAR, "bo luat": Kind.LAW,
    "luat": Kind.LAW, "phap lenh": Kind.ORDINANCE, "nghi dinh": Kind.DECREE, "thong tu": Kind.CIRCULAR,
    "nghi quyet": Kind.RESOLUTION, "quyet dinh": Kind.DECISION, "chi thi": Kind.DIRECTIVE, "quy dinh": Kind.REGULATION,
    "ket luan": Kind.CONCLUSION, "huong dan": Kind.GUIDANCE, "chuong trinh": Kind.PROGRAMME, "de an": Kind.SCHEME,
    "cong van": Kind.LETTER, "to trinh": Kind.SUBMISSION, "ke hoach": Kind.PLAN,
    "thong bao": Kind.OTHER, "bao cao": Kind.OTHER, "quy che": Kind.OTHER,
}  # fmt: skip
_SPELT = {"nd": "NĐ", "qd": "QĐ", "qdi": "QĐi", "da": "ĐA", "ctr": "CTr", "ttr": "TTr", "hdnd": "HĐND", "ttg": "TTg",
          "du": "ĐU", "thu": "ThU", "bcd": "BCĐ", "cthd": "CTHĐ", "hdbt": "HĐBT", "bldtbxh": "BLĐTBXH",
          "hdtp": "HĐTP", "bgddt": "BGDĐT", "dct": "ĐCT"}  # fmt: skip
_PARTY = {"tw", "tu", "du", "hu", "thu", "dv", "bcd", "dang uy"}
_CENTRAL = re.compile(r"^(?:qh\d*|ubtvqh\d*|cp|ttg|ctn|tw|tw[a-z]+|tandtc|vksndtc|hdtp|b[a-z]+|tt[a-z]+|nqlt)$")
_BODIES = {
    "qh": "Quốc hội", "ubtvqh": "Ủy ban Thường vụ Quốc hội", "ctn": "Chủ tịch nước", "cp": "Chính phủ",
    "ttg": "Thủ tướng Chính phủ", "ttcp": "Thanh tra Chính phủ", "bnv": "Bộ Nội vụ", "btp": "Bộ Tư pháp",
}  # fmt: skip
_LOCAL = re.compile(r"^(?:ubnd|hdnd|ubmttq|bcd|tu|hu|du|thu|bdv[a-z]*|bch)$")
# "Số: 48 /KH-UBND", "Luật số: 10/2022/QH15", "Sô 150-KH/ĐU"; after a scan an O may stand for a zero
_LINE = re.compile(
    r"(?:^|(?<=\s))(?:(?:Bộ luật|Luật|LUẬT|Nghị quyết|Pháp lệnh)\s+[Ss]|[S5])[ốôóòồổoỐÔÓÒO0]\s*(?P<colon>[:;.]?)\s*"
    r"(?P<number>[\dOoIl]{0,6}|[.…_\s]+)\s*(?P<rest>[-–—/]\s*\S.*)$"
)
_REST = re.compile(
    r"[-–—/]\s*(?:(?P<year>(?:19|20)\d\d)\s*[-–—/]\s*)?"
    r"(?P<symbol>[A-ZĐÐ][A-Za-zĐđÐ]{0,14}\d{0,2}(?:\s?[-–—/&.]\s?[A-ZĐÐ][A-Za-zĐđÐ]{0,20}\d{0,2})*)"
)
_NAME = re.compile(
    r"(?<![a-z\d])(?P<number>\d{1,5})[-_ .]+(?:(?P<year>(?:19|20)\d\d)[-_ .]+)?"
    r"(?P<kind>" + "|".join(sorted(KINDS, key=len, reverse=True)) + r")(?P<session>\d{0,2})"
    r"(?P<bodies>(?:[-_ ]+[a-z]{2,15}\d{0,2})*)(?![a-z\d])"
)
_DATE = re.compile(
    r"ng[àaảáạ]y\s*(?P<day>[\dOo]{0,2})[\s.…_,]*th[áaàả]ng\s*(?P<month>[\dOo]{0,2})[\s.…_,]*n[ăaâ]m\s*(?P<year>(?:19|20)\d\d)",
    re.IGNORECASE,
)
_PLACED = re.compile(r"(?P<place>[^\W\d_][\w.' -]{1,40}?)\s*[,.]\s*(?=ng[àaảáạ]y\b)", re.IGNORECASE)
_UNIT = re.compile(
    r"\b(xã|phường|thị trấn|thị xã|huyện|quận|đặc khu|thành phố|tỉnh)\s+"
    r"((?:[A-ZÀ-ỸĐ][\w'’]*|[0-9]{1,2})(?:[\s-]+[A-ZÀ-ỸĐ][\w'’]*){0,3})"
)
_SMALL_UNIT = re.compile(_UNIT.pattern.partition(r"\s+")[0], re.IGNORECASE)
_ISSUERS = re.compile(
    r"^(?:uy ban (?:nhan dan|thuong vu|mat tran)|ubnd|hoi dong nhan dan|quoc hoi|chinh phu|thu tuong|chu tich nuoc|bo |"
    r"dang uy|huyen uy|tinh uy|thi uy|thanh uy|ban |thanh tra|so |toa an|vien kiem sat|van phong|tong lien doan|"
    r"doan |hoi )(?!.*\d)"
)


@dataclass(frozen=True, slots=True)
class Symbol:
    """A document's number in its usual spelling ("" where left blank) and the kind that its letters name."""

    number: str
    kind: Kind
    bodies: tuple[str, ...]  # folded: ("ubnd",)

    @property
    def central(self) -> bool:
        """Return whether a central body gave it, so that it stands for no place."""
        return bool(self.bodies) and not any(map(_LOCAL.match, self.bodies)) and any(map(_CENTRAL.match, self.bodies))


def symbol_in(lines: Iterable[str]) -> Symbol | None:
    """Return the symbol on the number line of a letterhead, None where no line is one."""
    for line in lines:
        match = _LINE.search(line)
        rest = _REST.match(match["rest"]) if match else None
        if match and rest and (match["colon"] or match.start() == 0):
            number = re.sub(r"[.…_\s]", "", match["number"]).translate(str.maketrans("OoIl", "0011"))
            return _symbol(number, rest["year"] or "", rest["symbol"], match["rest"].lstrip()[0])
    return None


def symbol_of(name: str) -> Symbol | None:
    """Return the symbol a file's name spells (124-2020-ND-CP.OCR.txt), None where it spells none."""
    match = _NAME.search(fold(name))
    if match is None:
        return None
    kind = match["kind"] + match["session"]
    bodies = [part for part in re.split(r"[-_ ]+", match["bodies"]) if part and (part in _SPELT or _known(part))]
    party = any(body in _PARTY for body in bodies)
    spelt = [_SPELT.get(part, part.upper()) for part in (kind, *bodies[:4])]
    symbol = "/".join(spelt) if party else "-".join(spelt)
    return _symbol(match["number"], match["year"] or "", symbol, "-" if party and not match["year"] else "/")


def kind_of(line: str) -> Kind | None:
    """Return the kind whose name a heading line is ("KẾ HOẠCH"), None where it is none."""
    return NAMES.get(re.sub(r"[^a-z ]", "", fold(line)).strip()) if line[:1].isupper() else None


def dated(lines: Iterable[str]) -> tuple[str, date | None, int | None, str]:
    """Return place, date, year and the date as printed from the first line that has one; day or month may be blank."""
    for line in lines:
        if found := _DATE.search(line):
            placed = _PLACED.search(line[: found.end()])
            place = placed["place"].strip(" .,") if placed and placed.end() == found.start() else ""
            return place, day_of(found), int(found["year"]), " ".join(found[0].split())
    return "", None, None, ""


def day_of(found: re.Match[str]) -> date | None:
    """Return the date that a match with day, month and year names, None where it is blank or impossible."""
    day, month = (found[part].translate(str.maketrans("Oo", "00")) for part in ("day", "month"))
    try:
        return date(int(found["year"]), int(month or 0), int(day or 0))
    except ValueError:
        return None


def issuer_in(lines: Iterable[str]) -> str:
    """Return the body that a letterhead names last, in ordinary case: "ỦY BAN NHÂN DÂN / XÃ MẪU" as one."""
    found: list[str] = []
    for line in lines:
        folded = fold(line)
        if _ISSUERS.match(folded) and not _DATE.search(line) and len(line) < 90:
            found = [line]
        elif found and len(found) < 2 and line.isupper() and _SMALL_UNIT.match(line):
            found.append(line)
    whole = " ".join(" ".join(found).split())
    return titled(whole) if whole.isupper() else whole


def titled(capitals: str) -> str:
    """Return a body's name from capitals: the body in sentence case, the place after its unit in title case."""
    match = _SMALL_UNIT.search(capitals)
    if match is None:
        return capitals.capitalize()
    place = " ".join(word.capitalize() for word in capitals[match.end() :].split())
    return f"{capitals[: match.start()].capitalize()}{match[0].lower()} {place}".strip()


def issuer_of(symbol: Symbol) -> str:
    """Return the central body that a symbol stands for, "" where it may be one of many."""
    bodies = (body.rstrip("0123456789") for body in symbol.bodies)
    return next((_BODIES[body] for body in bodies if body in _BODIES), "")


def unit_in(text: str) -> tuple[str, str]:
    """Return the first unit with its name in text: ("xã", "Minh Tâm"), or two empty texts."""
    match = _UNIT.search(normalise(text))
    return (match[1], match[2]) if match else ("", "")


def _known(part: str) -> bool:
    bare = part.rstrip("0123456789")
    return bare in KINDS or bool(_LOCAL.match(part) or _CENTRAL.match(part)) or part in _PARTY


def _symbol(number: str, year: str, letters: str, mark: str) -> Symbol:
    letters = re.sub(r"\s*[-–—]\s*", "-", re.sub(r"\s*/\s*", "/", letters)).replace("Ð", "Đ").rstrip("-/. ")
    parts = tuple(part for part in re.split(r"[-/&.]", fold(letters)) if part)
    kind = next((KINDS[part] for part in (parts[0], parts[0].rstrip("0123456789")) if part in KINDS), Kind.LETTER)
    bodies = parts[1:] if parts[0].rstrip("0123456789") not in {"qh"} else parts
    mark = "/" if year or mark == "/" else "-"
    whole = f"{number}{mark}{f'{year}/' if year else ''}{letters}" if number else ""
    return Symbol(whole, kind, bodies if kind is not Kind.LETTER or parts[0] == "cv" else parts)
