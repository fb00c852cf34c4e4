"""What the shipped model learns from: the codification's articles and our questions, as people would type them."""

import gzip
import json
import random
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

_CODE = re.compile(r"Điều (\d+\.\d+\.[A-ZĐ]+[\d.]*\.\d+[a-zđ]*)\. ?")
_SUBJECT = re.compile(r"^Đề mục [\d.]+ ")
_ENDS = re.compile(r"(?<=[.;:])\s+")
_PHONE = {
    "không": ["ko", "k", "hông", "khum", "kg"],
    "được": ["dc", "đc", "đk"],
    "gì": ["j", "gi", "ji"],
    "với": ["vs", "zới"],
    "vậy": ["z", "v", "zậy"],
    "như thế nào": ["ntn", "thế nào", "sao"],
    "bao nhiêu": ["bn", "bnhiu", "mấy"],
    "bao lâu": ["bl", "mấy ngày", "mấy hôm"],
    "mọi người": ["mn", "bà con"],
    "người": ["ng", "ngừi"],
    "những": ["~", "mấy"],
    "rồi": ["r", "ròi"],
    "biết": ["bít", "bik"],
    "nhiều": ["nh", "nhìu"],
    "cũng": ["cx", "cg"],
    "phải": ["fai", "p"],
    "trong": ["trog", "tr"],
    "khi": ["lúc", "khj"],
    "quy định": ["qđ", "quy dinh"],
    "quyết định": ["qđ"],
    "thông tin": ["tt", "thong tin"],
    "chính quyền": ["cq", "xã"],
    "cán bộ": ["cb", "cán bộ"],
    "công chức": ["cc"],
    "hồ sơ": ["hs", "giấy tờ"],
    "khiếu nại": ["kn", "kiện"],
    "tố cáo": ["tc", "tố"],
    "nghị định": ["nđ"],
    "dân chủ ở cơ sở": ["dccs", "qcdc", "dân chủ cơ sở"],
    "ủy ban nhân dân": ["ubnd", "uỷ ban", "ub"],
    "hội đồng nhân dân": ["hđnd", "hội đồng"],
    "mặt trận tổ quốc": ["mttq", "mặt trận"],
    "thanh tra nhân dân": ["ttnd", "ban thanh tra"],
    "giám sát đầu tư của cộng đồng": ["gsđtcđ", "giám sát cộng đồng"],
    "doanh nghiệp nhà nước": ["dnnn"],
    "doanh nghiệp": ["dn", "công ty"],
    "người lao động": ["nlđ", "công nhân"],
    "hộ gia đình": ["hộ gđ", "hộ dân", "nhà dân"],
    "tổ dân phố": ["tdp", "khu phố", "tổ dp"],
    "công khai": ["ck", "thông báo công khai"],
    "niêm yết": ["dán", "dán bảng"],
    "thôn": ["xóm", "ấp", "bản", "làng", "buôn"],
    "truyền thanh": ["loa", "loa phường"],
    "cấp xã": ["xã", "phường", "xã phường"],
    "công dân": ["người dân", "dân"],
    "nhân dân": ["dân", "bà con"],
}
_TELEX = dict(zip("\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b", "fsxrj" + "\0ww", strict=True))
_SOUNDS = [("s", "x"), ("x", "s"), ("tr", "ch"), ("ch", "tr"), ("d", "gi"), ("gi", "d"), ("r", "d"), ("l", "n")]
_FRAMES = [
    "{} là gì",
    "{} như thế nào",
    "{} được quy định ra sao",
    "cho hỏi {}",
    "cho em hỏi {} với ạ",
    "{} thì sao",
    "{} ở đâu",
    "ai {}",
    "{} gồm những gì",
    "luật nói gì về {}",
    "tôi muốn biết {}",
    "{} mấy ngày",
]


@dataclass(frozen=True, slots=True)
class Article:
    """One article of the codification: code (44.13.LQ.1), subject, title, lines of its body, codes it refers to."""

    code: str
    subject: str
    title: str
    lines: tuple[str, ...]
    refers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question of ours and where its answer stands."""

    text: str
    document: str
    locator: str


def read_laws(path: Path) -> list[Article]:
    """Return the articles of the codification that have a body, each body once."""
    seen: set[str] = set()
    articles: list[Article] = []
    with gzip.open(path, "rt", encoding="utf-8") as rows:
        for row in map(json.loads, rows):
            if row["body"] and row["body"] not in seen:
                seen.add(row["body"])
                articles.append(_article(row))
    return articles


def read_questions(path: Path) -> list[Question]:
    """Return the questions of a file of JSON lines {"question", "document", "locator"}."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [Question(row["question"], row["document"], row["locator"]) for row in rows]


def sentences(text: str) -> list[str]:
    """Return the sentences and clauses of text, line by line; a clause too short to say anything joins the next."""
    parts: list[str] = []
    for part in (part for line in text.splitlines() for part in _ENDS.split(line.strip()) if part):
        if parts and len(parts[-1]) < 30:
            parts[-1] = f"{parts[-1]} {part}"
        else:
            parts.append(part)
    return parts


def spell(text: str, chance: random.Random) -> str:
    """Return text as a person might type it: framed as a question, phone words, telex left over, slips, words lost."""
    text = unicodedata.normalize("NFC", text).lower()
    if chance.random() < 0.3:
        text = chance.choice(_FRAMES).format(text.strip(" .?!"))
    for formal in sorted((word for word in _PHONE if word in text), key=len, reverse=True):
        if chance.random() < 0.4:
            text = re.sub(rf"\b{formal}\b", chance.choice(_PHONE[formal]), text)
    changes: list[Callable[[str, random.Random], str]] = [_telex, _sound, _slip]
    words = [_slipped(word, changes, chance) for word in text.split()]
    if len(words) > 4 and chance.random() < 0.2:
        place = chance.randrange(len(words) - 1)
        words[place : place + 2] = [words[place] + words[place + 1]]
    return " ".join(words)


def spoken() -> Iterator[str]:
    """Yield every word of phone spelling this module writes."""
    for variants in _PHONE.values():
        for variant in variants:
            yield from variant.split()


def shorten(ids: Sequence[int], chance: random.Random, rate: float) -> Sequence[int]:
    """Return ids with each left out at the given rate, never all of them."""
    kept = [number for number in ids if chance.random() >= rate]
    return kept or ids


def _article(row: dict[str, str]) -> Article:
    code = _CODE.match(row["title"])
    title = row["title"][code.end() :] if code else row["title"]
    refers = tuple(found for text in row["chidan"] for found in _CODE.findall(text))
    lines = tuple(sentences(row["body"]))
    return Article(code[1] if code else "", _SUBJECT.sub("", row["demuc"]), title.strip(" ."), lines, refers)


def _slipped(word: str, changes: list[Callable[[str, random.Random], str]], chance: random.Random) -> str:
    return chance.choice(changes)(word, chance) if chance.random() < 0.08 else word


def _telex(word: str, _chance: random.Random) -> str:
    """Return the keys pressed for word when the keyboard failed to join them: người → nguwowif."""
    bare = unicodedata.normalize("NFD", word.replace("đ", "dd"))
    letters: list[str] = []
    tone = ""
    for char in bare:
        key = _TELEX.get(char, char)
        if key in "fsxrj" and unicodedata.combining(char):
            tone = key
        elif key == "\0":
            letters.append(letters[-1] if letters else "")  # â, ê, ô are typed twice
        else:
            letters.append(key)
    return "".join(letters) + tone


def _sound(word: str, chance: random.Random) -> str:
    """Return word spelt as another region says it: s for x, tr for ch."""
    fitting = [(old, new) for old, new in _SOUNDS if word.startswith(old)]
    if not fitting:
        return word
    old, new = chance.choice(fitting)
    return new + word[len(old) :]


def _slip(word: str, chance: random.Random) -> str:
    """Return word with one letter lost or two changed over."""
    if len(word) < 3:
        return word
    place = chance.randrange(1, len(word) - 1)
    if chance.random() < 0.5:
        return word[:place] + word[place + 1 :]
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
