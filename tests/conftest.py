"""A tiny corpus of our own words, the shipped corpus read once, and its index built once."""

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from bot.answer.answerer import Answerer
from bot.answer.places import Places
from bot.answer.talk import Phrases
from index.build import build
from index.document import Corpus
from index.embedder import Embedder, open_embedder
from index.manifest import read_corpus, read_manifest
from index.scope import Judgement, Scope
from index.search import Index

ROOT = Path(__file__).parents[1]

Finished = subprocess.CompletedProcess[str]
Danbiet = Callable[..., Finished]


class Trusting(Scope):
    """A judge who finds every question answerable."""

    def __init__(self) -> None:
        nothing = np.zeros(1, dtype=np.float32)
        super().__init__(nothing, nothing, nothing, nothing)

    def judge(self, read: NDArray[np.float32]) -> Judgement:  # noqa: ARG002
        return Judgement(1.0, 0.0, 0.0, 0.0)


class SureIndex(Index):
    """An index that trusts whatever it finds."""

    def __init__(self, *parts: Any) -> None:  # noqa: ANN401
        super().__init__(*parts)
        self._judge = Trusting()


MANIFEST = """
[[document]]
id = "luat-duong-lang"
kind = "luat"
number = "99/2030/QH16"
title = "Luật Giữ gìn đường làng"
short = "Luật Giữ gìn đường làng"
text = "digest"
articles = 6
file = "laws/duong-lang.md"
effective = 2030-01-01
aliases = ["luật đường làng"]
cautions = [{articles = ["4"], text = "Điều 4 sắp đổi."}]

[[document]]
id = "suoi-bac-2030"
kind = "ke-hoach"
number = "48/KH-UBND"
title = "Kế hoạch dọn đường năm 2030 của xã Suối Bạc"
short = "Kế hoạch năm 2030 của xã Suối Bạc"
place = "suoi-bac"
year = 2030
issued = 2030-03-29
expires = 2030-12-31
text = "official"
file = "plans/suoi-bac.txt"
corrections = [{printed = "trồng cay xanh", reading = "trồng cây xanh", section = "II.1.đ"}]

[[document]]
id = "doi-chim-2030"
kind = "ke-hoach"
number = "150-KH/ĐU"
title = "Kế hoạch nghe dân năm 2030 của xã Đồi Chim"
short = "Kế hoạch năm 2030 của xã Đồi Chim"
place = "doi-chim"
year = 2030
expires = 2030-12-31
text = "official"
file = "plans/doi-chim.txt"

[[document]]
id = "chi-thi-18-ct-tw"
kind = "khac"
number = "18-CT/TW"
title = "Chỉ thị về lắng nghe"
short = "Chỉ thị 18-CT/TW"
text = "cited-only"

[[document]]
id = "chi-thi-18-ct-ttg"
kind = "khac"
number = "18-CT/TTg"
title = "Chỉ thị về cầu cống"
short = "Chỉ thị 18-CT/TTg"
text = "cited-only"
"""

LAW = """# Luật Giữ gìn đường làng, tóm lược

## Chương I. Những điều chung

#### Điều 1. Luật nói về gì
? luật đường làng để làm gì?
Luật này nói cách người làng cùng giữ con đường chung.

#### Điều 2. Các từ
Trong Luật này:
1. Đường làng: lối đi chung của mọi nhà trong làng.
2. Người giữ đường: người được làng bầu ra để trông coi.

## Chương II. Thực hiện dân chủ ở xã, phường

### Mục 1. Bàn và quyết

#### Điều 3. Việc làng bàn và quyết
? sửa đường thì ai quyết?
? họp bàn chuyện đường cần bao nhiêu nhà đồng ý?
1. Làng bàn và quyết những việc sau:
a) Mức góp tiền sửa đường;
d) Ngày dọn đường;
đ) Nơi đặt đèn;
e) Giờ cấm xe nặng.
2. Quyết định có giá trị khi được hai phần ba tổng số hộ đồng ý.

#### Điều 4. Bầu người giữ đường
? bầu người giữ đường thế nào?
1. Người giữ đường do làng bầu, nhiệm kỳ ba năm.
2. Không làm tròn việc thì làng cho thôi.

## Chương III. Thực hiện dân chủ trong cơ quan nhà nước, đơn vị sự nghiệp công lập

#### Điều 5. Lối đi trong trường học
? trường học có phải niêm yết tiền quét dọn không?
Hiệu trưởng niêm yết tiền quét dọn sân trường ba mươi ngày.

## Chương IV. Thực hiện dân chủ ở tổ chức có sử dụng lao động

#### Điều 6. Lối đi trong nhà máy
? giám đốc có phải nghe công nhân về lối đi không?
Giám đốc nghe công nhân góp ý về lối đi trong xưởng mỗi quý.
"""

SUOI_BAC = """ỦY BAN NHÂN DÂN XÃ SUỐI BẠC
Số: 48 /KH-UBND
KẾ HOẠCH
Dọn đường năm 2030
Thực hiện Luật Giữ gìn đường làng; Chỉ thị số 18-CT/TW về lắng nghe.
I. MỤC ĐÍCH, YÊU CẦU
1. Mục đích
a) Đường sạch, người đi an toàn.
b) Mọi nhà cùng tham gia.
2. Yêu cầu: làm thật, không phô trương.
II. NỘI DUNG
1. Việc làm
a) Quét đường mỗi sáng thứ bảy.
d) Sửa cống trước mùa mưa.
đ) Dọc hai bên đường trồng cay xanh.
e) Đặt thùng rác ở đầu ngõ.
2. Kinh phí do xã lo một nửa, dân góp một nửa.
III. TỔ CHỨC THỰC HIỆN
1. Công chức địa chính báo cáo trước ngày 15/6/2030.
Trên đây là Kế hoạch dọn đường của xã Suối Bạc./.
Nơi nhận:
- Đảng ủy xã;
- Lưu: VT.
CHỦ TỊCH
Lê Văn Suối
"""

DOI_CHIM = """ĐẢNG ỦY XÃ ĐỒI CHIM
Số 150-KH/ĐU
KẾ HOẠCH
Nghe dân năm 2030
I- MỤC TIÊU
Mỗi tháng một buổi gặp dân ở nhà văn hóa.
II- CÁCH LÀM
1. Bí thư đối thoại với dân theo Chỉ thị 18-CT/TTg[1].
[1] Chỉ thị này nói về cầu cống.
2. Ghi biên bản:
- Ghi đủ ý kiến;
- Đọc lại cho dân nghe.
IV- GIAO VIỆC
1. Văn phòng Đảng ủy sắp lịch.
Nơi nhận:
- Các chi bộ.
T/M ĐẢNG ỦY
Trần Thị Chim
"""

GLOSSARY = """[phrases]
"cái loa" = "hệ thống truyền thanh"
"dán" = "niêm yết"

[spelling]
"ko" = "không"
"k" = "không"
"dc" = "được"
"ubnd" = "ủy ban nhân dân"

[sectors]
agency = ["trường học", "hiệu trưởng"]
enterprise = ["nhà máy", "giám đốc"]
commune = ["xã", "làng"]
"""

QUESTIONS = (
    ("đường làng là đường nào?", "luat-duong-lang", "Điều 2 khoản 1"),
    ("góp bao nhiêu tiền sửa đường thì ai định", "luat-duong-lang", "Điều 3"),
    ("mấy giờ quét đường", "suoi-bac-2030", "II.1.a"),
    ("khi nào đảng ủy gặp dân", "doi-chim-2030", "I"),
)

SCOPE = """{"text": "xin chào", "expect": "chitchat"}
{"text": "giá vàng hôm nay", "expect": "out_of_scope"}
{"text": "thủ tục đăng ký xe máy", "expect": "not_found"}
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Write a corpus of one law, two plans of different layouts and two documents known by name."""
    folder = tmp_path / "corpus"
    rows = [json.dumps({"question": q, "document": d, "locator": p}, ensure_ascii=False) for q, d, p in QUESTIONS]
    files = {
        "manifest.toml": MANIFEST,
        "laws/duong-lang.md": LAW,
        "plans/suoi-bac.txt": SUOI_BAC,
        "plans/doi-chim.txt": DOI_CHIM,
        "glossary.toml": GLOSSARY,
        "questions.jsonl": "\n".join(rows) + "\n",
        "scope.jsonl": SCOPE,
    }
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """Return the shipped model."""
    return open_embedder()


@pytest.fixture
def small_index(small: Path, tmp_path: Path, embedder: Embedder) -> Index:
    """Return the index of the tiny corpus."""
    build(small, tmp_path / "data", embedder)
    return Index.open(tmp_path / "data", small, embedder)


@pytest.fixture(scope="session")
def corpus_folder() -> Path:
    """Return the folder of the shipped corpus."""
    return ROOT / "corpus"


@pytest.fixture(scope="session")
def shipped_corpus(corpus_folder: Path) -> Corpus:
    """Return the shipped corpus, read once."""
    return read_corpus(corpus_folder)


@pytest.fixture(scope="session")
def shipped_data(corpus_folder: Path, tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Path:
    """Return a data folder with the index of the shipped corpus, built once; copy it before changing it."""
    data = tmp_path_factory.mktemp("shipped")
    build(corpus_folder, data, embedder)
    return data


@pytest.fixture(scope="session")
def shipped_index(corpus_folder: Path, shipped_data: Path, embedder: Embedder) -> Index:
    """Return the index of the shipped corpus, opened once."""
    return Index.open(shipped_data, corpus_folder, embedder)


@pytest.fixture(scope="session")
def answerer(shipped_index: Index, corpus_folder: Path) -> Answerer:
    """Return what answers from the shipped corpus."""
    return Answerer.of(shipped_index, corpus_folder)


@pytest.fixture(scope="session")
def sure(shipped_data: Path, corpus_folder: Path, embedder: Embedder) -> Answerer:
    """Return what answers as if every question were answerable: for what an answer says, not whether there is one."""
    return Answerer.of(SureIndex.open(shipped_data, corpus_folder, embedder), corpus_folder)


@pytest.fixture(scope="session")
def phrases(corpus_folder: Path) -> Phrases:
    """Return the shipped lists of phrases."""
    return Phrases.of(tomllib.loads((corpus_folder / "talk.toml").read_text(encoding="utf-8")))


@pytest.fixture(scope="session")
def places(corpus_folder: Path) -> Places:
    """Return the shipped places."""
    rows = tomllib.loads((corpus_folder / "places.toml").read_text(encoding="utf-8"))["place"]
    return Places(rows, read_manifest(corpus_folder / "manifest.toml"))


@pytest.fixture
def danbiet(shipped_data: Path) -> Danbiet:
    """Return what runs the command as a process of its own, over the built index unless told otherwise."""

    def run(*arguments: str, data: Path = shipped_data, stdin: str = "", **settings: str) -> Finished:
        command = [sys.executable, "-m", "bot", *arguments]
        env = {name: value for name, value in os.environ.items() if not name.startswith("DANBIET_")}
        env |= {"PYTHONPATH": str(ROOT), "DANBIET_DATA": str(data), **settings}
        return subprocess.run(
            command, env=env, cwd=ROOT, input=stdin, capture_output=True, encoding="utf-8", timeout=60, check=False
        )

    return run


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of reference material beside the checkout, which may be absent."""
    return ROOT.parent / "shared"
