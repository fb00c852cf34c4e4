"""The embedder: what the shipped model promises, and how other models are opened."""

import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors import safe_open
from tokenizers import Tokenizer, models

from index.embedder import SHIPPED, StaticEmbedder, open_embedder
from index.errors import EmbedderError
from index.pieces import Pieces
from index.text import fold, normalise

QUESTIONS = (
    "Ủy ban nhân dân xã phải niêm yết công khai trong bao lâu?",
    "tiền làm đường thì ai quyết, dân có được bàn không",
    "ĐIỀU 15. Những nội dung nhân dân bàn và quyết định",
    "Trưởng thôn, tổ trưởng tổ dân phố do ai bầu ra",
)
LETTERS = "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệghiìíỉĩịklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvxyỳýỷỹỵfjwz"


@pytest.fixture(scope="module")
def shipped() -> StaticEmbedder:
    embedder = open_embedder()
    assert isinstance(embedder, StaticEmbedder)
    return embedder


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer.from_file(str(SHIPPED / "tokenizer.json"))


@pytest.fixture(scope="module")
def pieces() -> Pieces:
    return Pieces((SHIPPED / "tokenizer.json").read_text(encoding="utf-8"))


@given(
    st.one_of(
        st.text(max_size=40),
        st.text(alphabet=f"{LETTERS}{LETTERS.upper()}0123456789 .,/-?\n", max_size=80),
        st.lists(st.sampled_from(" ".join(QUESTIONS).split()), max_size=20).map(" ".join),
    )
)
def test_a_question_is_cut_as_the_tokenizer_cuts_it(pieces: Pieces, tokenizer: Tokenizer, text: str) -> None:
    text = normalise(text)
    numbers = pieces.numbers(text)
    assert numbers is None or numbers == tokenizer.encode(text, add_special_tokens=False).ids


def test_only_rare_letters_need_the_tokenizer(pieces: Pieces, shipped: StaticEmbedder) -> None:
    assert all(pieces.numbers(question) for question in QUESTIONS)
    assert pieces.numbers("trưởng thôn 村長") is None
    assert shipped.ask(["trưởng thôn 村長"]) == pytest.approx(shipped.encode(["trưởng thôn 村長"]))
    assert shipped.ask(QUESTIONS[:1]) == pytest.approx(shipped.encode(QUESTIONS[:1]), abs=1e-6)


def test_rows_are_unit_float32(shipped: StaticEmbedder) -> None:
    vectors = shipped.encode(QUESTIONS)
    assert vectors.shape == (len(QUESTIONS), shipped.dim) == (4, 256)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)


@pytest.mark.parametrize("question", QUESTIONS)
def test_marks_case_and_normal_form_do_not_matter(shipped: StaticEmbedder, question: str) -> None:
    spellings = [
        question,
        fold(question),
        question.upper(),
        *(unicodedata.normalize(f, question) for f in ("NFC", "NFD")),
    ]
    vectors = shipped.encode(spellings)
    assert np.array_equal(vectors, np.repeat(vectors[:1], len(spellings), axis=0))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("đường", "duong"),
        ("Đ", "d"),
        ("hoà giải", "hòa giải"),
        ("thuỷ lợi", "thủy lợi"),
        ("Điều 05", "điều 5"),
        ("công\u200b khai\u00a0ngay", "công khai ngay"),
        ("công khai!!! 😀", "công khai"),
        ("Điều 15.\r\nNội dung", "điều 15 nội dung"),
    ],
)
def test_spellings_of_one_thing_have_one_vector(shipped: StaticEmbedder, one: str, other: str) -> None:
    assert np.array_equal(*shipped.encode([one, other]))


def test_question_is_read_as_a_passage_is(shipped: StaticEmbedder) -> None:
    assert np.array_equal(shipped.ask(QUESTIONS), shipped.encode(QUESTIONS))


def test_batch_is_the_same_as_one_by_one(shipped: StaticEmbedder) -> None:
    assert np.array_equal(shipped.encode(QUESTIONS), np.vstack([shipped.encode([text]) for text in QUESTIONS]))


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "?!…", "😀"])
def test_nothing_to_read_gives_a_zero_row(shipped: StaticEmbedder, text: str) -> None:
    vectors = shipped.encode([text, "công khai"])
    assert not vectors[0].any()
    assert vectors[1].any()


def test_no_texts_give_no_rows(shipped: StaticEmbedder) -> None:
    assert shipped.encode([]).shape == (0, 256)


@pytest.mark.parametrize(
    "text",
    [
        LETTERS,
        LETTERS.upper(),
        *LETTERS,
        "😀👍🏽🇻🇳",
        "Œuvre straße naïve ŁÓDŹ",
        "漢字 仮名 한국어",
        "Привет ½ ² № ™",
        "𐍈\x00\ufffd",
    ],
)
def test_nothing_is_unknown(tokenizer: Tokenizer, text: str) -> None:
    assert "<unk>" not in tokenizer.encode(text).tokens


@pytest.mark.parametrize("text", [*QUESTIONS, LETTERS, "217 -QĐ/TW; 48/KH-UBND – “thôn”"])
def test_tokenizer_folds_as_the_index_does(tokenizer: Tokenizer, text: str) -> None:
    assert tokenizer.encode(text).ids == tokenizer.encode(fold(text)).ids


def test_phrases_are_pieces(tokenizer: Tokenizer) -> None:
    assert tokenizer.encode("Niêm yết công khai").tokens == ["▁niem▁yet▁cong▁khai"]


def test_near_meaning_is_nearer_than_far(shipped: StaticEmbedder) -> None:
    asked, near, far = shipped.encode(
        ["dân bầu trưởng thôn thế nào", "Bầu Trưởng thôn, Tổ trưởng tổ dân phố", "Thuế suất nhập khẩu ô tô"]
    )
    assert asked @ near > asked @ far + 0.2


def test_shipped_model_is_small() -> None:
    assert sum(file.stat().st_size for file in SHIPPED.iterdir() if file.is_file()) < 12_000_000
    assert (SHIPPED / "README.md").is_file()


def test_name_changes_with_the_weights_and_with_the_pieces(shipped: StaticEmbedder, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(SHIPPED, folder)
    names = [shipped.name, open_embedder(str(folder)).name]
    table, pieces = folder / "model.safetensors", folder / "tokenizer.json"
    content = table.read_bytes()
    table.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    names.append(open_embedder(str(folder)).name)
    pieces.write_text(pieces.read_text(encoding="utf-8") + " ", encoding="utf-8")
    names.append(open_embedder(str(folder)).name)
    assert names[0] == names[1]
    assert len(set(names)) == 3


def test_sentence_transformers_makes_the_same_vectors(shipped: StaticEmbedder, tokenizer: Tokenizer) -> None:
    library = pytest.importorskip("sentence_transformers")
    modules = pytest.importorskip("sentence_transformers.sentence_transformer.modules")
    with safe_open(SHIPPED / "model.safetensors", framework="numpy") as tensors:
        rows = tensors.get_tensor("embedding.weight").astype(np.float32) * tensors.get_tensor("scale")[:, None]
    static = modules.StaticEmbedding(tokenizer, embedding_weights=rows)
    model = library.SentenceTransformer(modules=[static, modules.Normalize()], device="cpu")
    cosines = (model.encode(list(QUESTIONS)) * shipped.encode(QUESTIONS)).sum(axis=1)
    assert cosines.min() >= 0.9999


@pytest.mark.parametrize("damage", ["no table", "no pieces", "cut table", "bad pieces", "other pieces"])
def test_a_broken_folder_is_named(tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "model"
    shutil.copytree(SHIPPED, folder)
    table, pieces = folder / "model.safetensors", folder / "tokenizer.json"
    match damage:
        case "no table":
            table.unlink()
        case "no pieces":
            pieces.unlink()
        case "cut table":
            table.write_bytes(table.read_bytes()[:1000])
        case "bad pieces":
            pieces.write_text("{", encoding="utf-8")
        case _:
            Tokenizer(models.WordLevel({"[UNK]": 0}, unk_token="[UNK]")).save(str(pieces))
    with pytest.raises(EmbedderError, match="model"):
        open_embedder(str(folder))


def test_opening_the_shipped_model_loads_no_torch() -> None:
    code = (
        "import sys; from index.embedder import open_embedder; open_embedder().encode(['a']);"
        "sys.exit(bool({'torch', 'sentence_transformers', 'transformers'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=SHIPPED.parent.parent, check=False).returncode == 0
