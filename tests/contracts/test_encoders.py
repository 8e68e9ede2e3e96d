"""Every encoder keeps the laws; the ONNX one agrees with sentence-transformers."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from talkgraph.errors import EncoderUnavailable
from talkgraph.protocols import Encoder
from talkgraph.search.encoders import model_folder, registry
from talkgraph.search.encoders.bert import BertEncoder
from talkgraph.search.encoders.hashing import HashingEncoder
from talkgraph.search.encoders.registry import open_encoder
from talkgraph.search.encoders.sentences import SentenceTransformerEncoder
from talkgraph.settings import PACKAGED_MODEL
from talkgraph.words import fold

TEXTS = [
    "",
    " \t\n",
    "pager",
    "The pager woke three people for one full disk.",
    "Sleep is a dependency of every service you run.",
    "🎉🔥 ship it 🚢",
    "naïve Straße ÇA VA İstanbul",
    "火曜日の障害について話す",
    "[CLS] [MASK] \x00 \ud800 control",
    "unbrokenword" * 200,
    "a talk about nothing much, told at length; " * 80,
    "?!… — “quoted” 100% C++/C# https://example.org/?a=b",
]
NAMES = ("hashing", "bert", "sentence-transformers")


@pytest.fixture(scope="module")
def model() -> Path:
    """The folder of the packaged model."""
    return registry._packaged_folder()


@pytest.fixture(scope="module")
def all_encoders(model: Path) -> dict[str, Encoder]:
    return {
        "hashing": open_encoder("hashing"),
        "bert": open_encoder(PACKAGED_MODEL),
        "sentence-transformers": SentenceTransformerEncoder(model, name=PACKAGED_MODEL),
    }


@pytest.mark.parametrize("name", NAMES)
def test_laws_of_encoders(all_encoders: dict[str, Encoder], name: str) -> None:
    encoder = all_encoders[name]
    rows = encoder.encode(TEXTS)
    assert rows.shape == (len(TEXTS), encoder.dimension)
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1.0, abs=1e-5)
    assert encoder.encode([]).shape == (0, encoder.dimension)
    assert encoder.encode(TEXTS[3:4])[0] == pytest.approx(rows[3], abs=1e-5)
    assert encoder.encode(TEXTS[::-1])[::-1] == pytest.approx(rows, abs=1e-5)


@pytest.mark.parametrize("name", NAMES)
def test_words_are_whole_and_folded(all_encoders: dict[str, Encoder], name: str) -> None:
    words = all_encoders[name].words()
    assert all(word.isalpha() and word == fold(word) for word in words)
    assert bool(words) == (name != "hashing")
    assert all_encoders["bert"].words() >= {"harbour", "lantern", "berlin"}
    assert all_encoders["bert"].words() == all_encoders["sentence-transformers"].words()


def test_a_model_without_a_list_of_words_has_none(model: Path, tmp_path: Path) -> None:
    assert model_folder.words(tmp_path) == frozenset()
    (tmp_path / "vocab.txt").write_bytes(b"\xff\xfe kiln")
    with pytest.raises(EncoderUnavailable, match=r"vocab\.txt"):
        model_folder.words(tmp_path)
    shutil.copy(model / "vocab.txt", tmp_path)
    assert "lantern" in model_folder.words(tmp_path)


def test_onnx_and_sentence_transformers_agree(all_encoders: dict[str, Encoder]) -> None:
    ours, theirs = all_encoders["bert"], all_encoders["sentence-transformers"]
    assert isinstance(ours, BertEncoder)
    assert (ours.dimension, ours.fingerprint) == (theirs.dimension, theirs.fingerprint)
    assert np.abs(ours.encode(TEXTS) - theirs.encode(TEXTS)).max() < 1e-5


def test_a_vector_depends_on_its_text_alone_to_the_last_bit(
    all_encoders: dict[str, Encoder],
) -> None:
    encoder = all_encoders["bert"]
    rows = encoder.encode(TEXTS)
    assert np.array_equal(encoder.encode(TEXTS), rows)
    assert np.array_equal(encoder.encode(TEXTS[::-1])[::-1], rows)
    assert np.array_equal(encoder.encode(TEXTS[3:5]), rows[3:5])
    alone = [registry.reopen_encoder(PACKAGED_MODEL).encode([text])[0] for text in TEXTS[-3:]]
    assert np.array_equal(alone, rows[-3:])
    several = encoder.encode(TEXTS * 4)
    assert all(np.array_equal(part, rows) for part in np.split(several, 4))


@pytest.fixture(scope="module")
def small(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A BERT of another shape than the packaged one, its arrays named as those of a whole BERT."""
    import torch
    from safetensors.torch import save_file
    from transformers import BertConfig, BertModel

    folder = tmp_path_factory.mktemp("small") / "model"
    shutil.copytree(model, folder, ignore=shutil.ignore_patterns("*.safetensors"))
    content = json.loads((model / "config.json").read_text())
    changed = {
        "hidden_size": 32,
        "intermediate_size": 48,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "layer_norm_eps": 0.01,
        "initializer_range": 0.5,
        "max_position_embeddings": 64,
    }
    (folder / "config.json").write_text(json.dumps({**content, **changed}))
    pooling = json.loads((model / "1_Pooling" / "config.json").read_text())
    (folder / "1_Pooling" / "config.json").write_text(
        json.dumps({**pooling, "word_embedding_dimension": 32})
    )
    (folder / "sentence_bert_config.json").write_text('{"max_seq_length": 40}')
    torch.manual_seed(1)
    made = BertModel(BertConfig.from_pretrained(folder), add_pooling_layer=False)
    with torch.no_grad():
        for each in made.parameters():
            each.copy_(torch.randn_like(each) / 2)  # biases would be zeros otherwise
    named = {f"bert.{name}": each for name, each in made.state_dict().items()}
    save_file(named, folder / "model.safetensors", metadata={"format": "pt"})
    return folder


def test_a_bert_of_another_shape_agrees_with_sentence_transformers(small: Path) -> None:
    ours, theirs = open_encoder(str(small)), SentenceTransformerEncoder(small, name="small")
    assert isinstance(ours, BertEncoder)
    assert ours.dimension == theirs.dimension == 32
    assert np.abs(ours.encode(TEXTS) - theirs.encode(TEXTS)).max() < 1e-5


def test_weights_are_found_behind_a_link(small: Path, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(small, folder)
    (folder / "model.safetensors").rename(tmp_path / "blob")
    (folder / "model.safetensors").symlink_to(tmp_path / "blob")
    assert np.array_equal(
        open_encoder(str(folder)).encode(TEXTS), open_encoder(str(small)).encode(TEXTS)
    )


def test_meaning_is_nearer_than_words(all_encoders: dict[str, Encoder]) -> None:
    query, near, far = all_encoders["bert"].encode(
        ["alarms at night", "woken up by a pager at 3 a.m.", "a recipe for bread"]
    )
    assert query @ near > query @ far + 0.2


def test_hashed_vectors_are_the_same_everywhere() -> None:
    row = HashingEncoder().encode(["ab"])[0]
    # " ab " has the 3-grams " ab" and "ab ", and the 4-gram " ab "; the 5-gram is the same.
    assert np.count_nonzero(row) == 3
    assert sorted(np.abs(row[row != 0]).tolist()) == pytest.approx(np.array([1, 1, 2]) / 6**0.5)


def test_opening_loads_nothing_heavy() -> None:
    code = (
        "import sys; from talkgraph.search.encoders.registry import open_encoder; "
        f"e = open_encoder({PACKAGED_MODEL!r}); e.fingerprint; e.dimension; e.encode(['x']); "
        "sys.exit(bool({'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    code = (
        "import sys; from talkgraph.search.encoders.registry import open_encoder; "
        f"e = open_encoder({PACKAGED_MODEL!r}); e.fingerprint; e.dimension; e.encode([]); "
        "sys.exit(bool({'onnxruntime', 'tokenizers'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("said", [{}, {"ORT_DISABLE_TELEMETRY": "0"}])
def test_encoding_writes_nothing_and_tells_nobody(tmp_path: Path, said: dict[str, str]) -> None:
    folders = ("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")
    environment = {**os.environ, **dict.fromkeys(folders, str(tmp_path)), **said}
    environment.pop("CI", None)  # where ONNX Runtime tells nobody anyhow
    code = (
        "import builtins, os; told, load = set(), builtins.__import__\n"
        "def watched(name, *more):\n"
        "    if name == 'onnxruntime':\n"
        "        told.add(os.environ.get('ORT_DISABLE_TELEMETRY'))\n"
        "    return load(name, *more)\n"
        "builtins.__import__ = watched\n"
        "from talkgraph.search.encoders.registry import open_encoder\n"
        f"open_encoder({PACKAGED_MODEL!r}).encode(['x', 'y'])\n"
        "print(*told)\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        capture_output=True,
        text=True,
        env=environment,
        cwd=tmp_path,
    )
    assert (told.stdout, told.stderr) == ("1\n", "")
    assert list(tmp_path.iterdir()) == []


# ── what can be wrong with a model ───────────────────────────────────────────────────────────


@pytest.fixture
def copy(model: Path, tmp_path: Path) -> Path:
    """A copy of the model without its weights."""
    folder = tmp_path / "model"
    shutil.copytree(model, folder, ignore=shutil.ignore_patterns("*.safetensors"))
    return folder


def test_a_folder_is_opened_by_its_path(model: Path) -> None:
    encoder = open_encoder(str(model))
    assert encoder.name == str(model)
    assert encoder.fingerprint == open_encoder(PACKAGED_MODEL).fingerprint


def test_altered_weights_are_refused(copy: Path, model: Path) -> None:
    weights = bytearray((model / "model.safetensors").read_bytes())
    weights[-1] ^= 1
    (copy / "model.safetensors").write_bytes(weights)
    shape = model_folder.bert_shape(copy)
    assert shape is not None
    encoder = BertEncoder(copy, shape, name="m", sha256=registry.PACKAGED_SHA256)
    with pytest.raises(EncoderUnavailable, match="SHA-256"):
        encoder.encode(["x"])


def test_weights_are_checked_when_asked_for_alone(
    copy: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    weights = bytearray((model / "model.safetensors").read_bytes())
    weights[-1] ^= 1
    (copy / "model.safetensors").write_bytes(weights)
    registry.check_encoder(PACKAGED_MODEL)
    monkeypatch.setattr(registry, "_packaged_folder", lambda: copy)
    assert len(registry.reopen_encoder(PACKAGED_MODEL).encode(["x"])) == 1
    with pytest.raises(EncoderUnavailable, match="SHA-256"):
        registry.check_encoder(PACKAGED_MODEL)


@pytest.mark.parametrize(
    "content", [b"", b"nonsense" * 100, (1 << 62).to_bytes(8, "little") + b"{}"]
)
def test_weights_that_are_none_are_refused(copy: Path, content: bytes) -> None:
    (copy / "model.safetensors").write_bytes(content)
    with pytest.raises(EncoderUnavailable, match=r"model\.safetensors"):
        open_encoder(str(copy)).encode(["x"])


def test_weights_that_end_early_or_lack_an_array_are_refused(small: Path, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(small, folder)
    whole = (folder / "model.safetensors").read_bytes()
    for spoilt in (
        whole[:-9],
        whole.replace(b"layer.1.output.dense.bias", b"layer.1.output.dense.what"),
    ):
        assert spoilt != whole
        (folder / "model.safetensors").write_bytes(spoilt)
        with pytest.raises(EncoderUnavailable, match=r"model\.safetensors"):
            open_encoder(str(folder)).encode(["x"])


def test_a_runtime_that_cannot_be_loaded_is_told(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder = open_encoder(str(small))
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(EncoderUnavailable, match="onnxruntime cannot be loaded"):
        encoder.encode(["x"])


def test_a_broken_configuration_is_refused(copy: Path) -> None:
    (copy / "modules.json").write_text("{")
    with pytest.raises(EncoderUnavailable, match=r"modules\.json"):
        open_encoder(str(copy))


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EncoderUnavailable, match="not a sentence-transformers model"):
        open_encoder(str(tmp_path))


@pytest.mark.parametrize("name", ["no-such-model", "nobody/no-such-model", "no such model", ""])
def test_an_unknown_name_is_refused_without_a_download(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(EncoderUnavailable):
        open_encoder(name)


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_PACKAGE", "no_such_package_as_this")
    with pytest.raises(EncoderUnavailable, match="pip install"):
        open_encoder(PACKAGED_MODEL)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("config.json", {"model_type": "mpnet"}),
        ("config.json", {"hidden_act": "relu"}),
        ("1_Pooling/config.json", {"pooling_mode_cls_token": True}),
        ("1_Pooling/config.json", {"pooling_mode": "cls"}),
        ("config_sentence_transformers.json", {"default_prompt_name": "query"}),
    ],
)
def test_other_models_are_left_to_sentence_transformers(
    copy: Path, name: str, change: dict[str, object]
) -> None:
    (copy / "model.safetensors").touch()
    assert isinstance(open_encoder(str(copy)), BertEncoder)
    before = open_encoder(str(copy)).fingerprint
    content = json.loads((copy / name).read_text())
    (copy / name).write_text(json.dumps({**content, **change}))
    other = open_encoder(str(copy))
    assert isinstance(other, SentenceTransformerEncoder)
    assert other.fingerprint != before
    with pytest.raises(EncoderUnavailable, match="cannot load this model"):
        other.encode(["x"])


@pytest.mark.parametrize(
    ("model_type", "modules", "install"),
    [
        ("bert", ("no_such_module",), "onnxruntime tokenizers"),
        ("mpnet", ("no_such_module",), "sentence-transformers"),
    ],
)
def test_what_to_install_is_told(
    copy: Path,
    monkeypatch: pytest.MonkeyPatch,
    model_type: str,
    modules: tuple[str, ...],
    install: str,
) -> None:
    (copy / "model.safetensors").touch()
    config = json.loads((copy / "config.json").read_text())
    (copy / "config.json").write_text(json.dumps({**config, "model_type": model_type}))
    without = tuple(replace(adapter, modules=modules) for adapter in registry._ADAPTERS)
    monkeypatch.setattr(registry, "_ADAPTERS", without)
    with pytest.raises(EncoderUnavailable, match=f"pip install {install}`"):
        open_encoder(str(copy))
