"""Models of sentence-transformers: tiny ones, made here, prove the path that the hub's take."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer, models, pre_tokenizers

from index.embedder import Embedder, open_embedder
from index.errors import EmbedderError
from index.hub import CrossEncoder, HubEmbedder, profile
from tests.conftest import Danbiet

WORDS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "công", "khai", "dân", "xã", "query", "passage", ":", "tra", "lời")


def transformer(folder: Path, *, scoring: bool = False) -> Path:
    """Write a transformer of two layers with random weights and its pieces into folder; a cross-encoder if scoring."""
    torch = pytest.importorskip("torch")
    library = pytest.importorskip("transformers")
    words = Tokenizer(models.WordLevel({word: number for number, word in enumerate(WORDS)}, unk_token="[UNK]"))
    words.pre_tokenizer = pre_tokenizers.Whitespace()
    names = {"unk_token": "[UNK]", "pad_token": "[PAD]", "cls_token": "[CLS]", "sep_token": "[SEP]"}
    torch.manual_seed(1)
    shape = {"hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 32}
    config = library.BertConfig(vocab_size=len(WORDS), max_position_embeddings=64, num_labels=1, **shape)
    model = library.BertForSequenceClassification(config) if scoring else library.BertModel(config)
    model.save_pretrained(folder)
    library.PreTrainedTokenizerFast(tokenizer_object=words, model_max_length=64, **names).save_pretrained(folder)
    return folder


@pytest.fixture
def table(tmp_path: Path) -> Path:
    library = pytest.importorskip("sentence_transformers")
    modules = pytest.importorskip("sentence_transformers.sentence_transformer.modules")
    words = Tokenizer(models.WordLevel({"[UNK]": 0, "công": 1, "khai": 2, "dân": 3}, unk_token="[UNK]"))
    words.pre_tokenizer = pre_tokenizers.Whitespace()
    rows = np.random.default_rng(1).normal(size=(4, 8)).astype(np.float32)
    model = library.SentenceTransformer(modules=[modules.StaticEmbedding(words, embedding_weights=rows)], device="cpu")
    model.save(str(tmp_path / "tiny"))
    return tmp_path / "tiny"


def test_any_sentence_transformers_model_can_be_opened(table: Path) -> None:
    embedder = open_embedder(str(table))
    assert isinstance(embedder, HubEmbedder)
    assert embedder.dim == 8
    assert embedder.name == open_embedder(str(table)).name != table.name
    vectors = embedder.encode(["công khai", "", "dân"])
    assert vectors.shape == (3, 8)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1.0, 0.0, 1.0], abs=1e-5)
    assert embedder.encode([]).shape == (0, 8)


def test_a_model_that_cannot_be_loaded_is_named(tmp_path: Path) -> None:
    pytest.importorskip("sentence_transformers")
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "modules.json").write_text("not json", encoding="utf-8")
    with pytest.raises(EmbedderError, match="broken"):
        open_embedder(str(broken))


def test_missing_library_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(EmbedderError, match=r'pip install "danbiet\[models\]"'):
        open_embedder("BAAI/bge-m3")


@pytest.mark.parametrize(
    ("name", "question", "passage", "pooling"),
    [
        ("intfloat/multilingual-e5-small", "query: ", "passage: ", "mean"),
        ("intfloat/multilingual-e5-large", "query: ", "passage: ", "mean"),
        ("BAAI/bge-m3", "", "", "cls"),
        ("AITeamVN/Vietnamese_Embedding", "", "", "cls"),
        ("/models/multilingual-e5-base", "query: ", "passage: ", "mean"),
        ("somebody/else", "", "", "mean"),
    ],
)
def test_known_families_have_their_profile(name: str, question: str, passage: str, pooling: str) -> None:
    found = profile(name)
    assert (found.question, found.passage, found.pooling) == (question, passage, pooling)


def test_questions_and_passages_of_e5_are_told_apart(tmp_path: Path) -> None:
    model = open_embedder(str(transformer(tmp_path / "multilingual-e5-tiny")))
    bare = open_embedder(str(transformer(tmp_path / "other")))
    assert np.allclose(model.ask(["công khai"]), bare.encode(["query: công khai"]), atol=1e-6)
    assert np.allclose(model.encode(["công khai"]), bare.encode(["passage: công khai"]), atol=1e-6)
    assert not np.allclose(model.ask(["công khai"]), model.encode(["công khai"]), atol=1e-3)


def test_bare_transformer_is_pooled_as_its_family_is(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    library = pytest.importorskip("transformers")
    folder = transformer(tmp_path / "bge-m3")
    model, words = library.AutoModel.from_pretrained(folder), library.AutoTokenizer.from_pretrained(folder)
    with torch.no_grad():
        first = model(**words("công khai dân", return_tensors="pt")).last_hidden_state[0, 0].numpy()
        pooled = model(**words("công khai dân", return_tensors="pt")).last_hidden_state[0].mean(dim=0).numpy()
    assert np.allclose(
        open_embedder(str(folder)).encode(["công khai dân"])[0], first / np.linalg.norm(first), atol=1e-5
    )
    mean = open_embedder(str(transformer(tmp_path / "unheard-of"))).encode(["công khai dân"])[0]
    assert np.allclose(mean, pooled / np.linalg.norm(pooled), atol=1e-5)


def test_what_a_model_says_of_itself_stands_above_its_family(tmp_path: Path) -> None:
    library = pytest.importorskip("sentence_transformers")
    folder = tmp_path / "multilingual-e5-own"
    made = library.SentenceTransformer(
        str(transformer(tmp_path / "bare")), prompts={"query": "tra: ", "document": "lời: "}, device="cpu"
    )
    made.save(str(folder))
    model, bare = open_embedder(str(folder)), open_embedder(str(transformer(tmp_path / "other")))
    assert np.allclose(model.ask(["xã"]), bare.encode(["tra: xã"]), atol=1e-6)
    assert np.allclose(model.encode(["xã"]), bare.encode(["lời: xã"]), atol=1e-6)


def test_name_changes_with_the_pooling(tmp_path: Path) -> None:
    library = pytest.importorskip("sentence_transformers")
    folder = tmp_path / "own"
    library.SentenceTransformer(str(transformer(tmp_path / "bare")), device="cpu").save(str(folder))
    before = open_embedder(str(folder)).name
    settings = folder / "1_Pooling" / "config.json"
    told = json.loads(settings.read_text(encoding="utf-8"))
    settings.write_text(json.dumps(told | {"pooling_mode": "cls"}), encoding="utf-8")
    assert open_embedder(str(folder)).name != before


def test_cross_encoder_scores_each_passage(tmp_path: Path) -> None:
    reader = CrossEncoder(str(transformer(tmp_path / "cross", scoring=True)))
    scores = reader.scores("công khai", ["dân xã", "công khai", "khai"])
    assert scores.shape == (3,)
    assert scores.dtype == np.float32
    assert len(set(scores.tolist())) == 3
    assert reader.scores("công khai", []).shape == (0,)


def test_cross_encoder_that_cannot_be_loaded_is_named(tmp_path: Path) -> None:
    pytest.importorskip("sentence_transformers")
    with pytest.raises(EmbedderError, match="nowhere"):
        CrossEncoder(str(tmp_path / "nowhere"))


def test_another_model_is_put_in_place_and_taken_out(tmp_path: Path, danbiet: Danbiet) -> None:
    folder, data = transformer(tmp_path / "multilingual-e5-tiny"), tmp_path / "data"
    assert "shipped" in danbiet("embedder", "show", data=data).stdout
    put = danbiet("embedder", "set", str(folder), data=data)
    assert put.returncode == 0, put.stderr
    assert "multilingual-e5-tiny" in put.stdout
    assert "16 chiều" in danbiet("embedder", "show", data=data).stdout
    assert "Điều 11" in danbiet("ask", "xã phải công khai những gì", data=data).stdout
    assert danbiet("embedder", "set", "shipped", data=data).returncode == 0
    assert "shipped" in danbiet("embedder", "show", data=data).stdout


def test_model_that_cannot_be_had_leaves_the_house_as_it_was(tmp_path: Path, danbiet: Danbiet) -> None:
    data = tmp_path / "data"
    refused = danbiet("embedder", "set", str(tmp_path / "nowhere"), data=data)
    assert refused.returncode == 2
    assert "Traceback" not in refused.stderr
    assert not (data / "embedder").exists()
    told = danbiet("embedder", "set", "shipped", data=data, DANBIET_EMBEDDING_MODEL="some/model")
    assert told.returncode == 2
    assert "DANBIET_EMBEDDING_MODEL" in told.stderr


def test_cross_encoder_of_the_settings_reads_the_best_passages_again(tmp_path: Path, danbiet: Danbiet) -> None:
    folder = transformer(tmp_path / "cross", scoring=True)
    question = "trưởng thôn do ai bầu ra"
    plain = danbiet("search", question, "--limit", "10").stdout
    again = danbiet("search", question, "--limit", "10", DANBIET_CROSS_ENCODER=str(folder)).stdout
    places = [sorted(line.split("  ")[1][:40] for line in out.splitlines() if "Điều" in line) for out in (plain, again)]
    assert places[0] == places[1]
    assert plain != again


def test_hub_model_is_an_embedder(tmp_path: Path) -> None:
    model: Embedder = HubEmbedder(str(transformer(tmp_path / "any")))
    assert model.encode([]).shape == model.ask([]).shape == (0, 16)
