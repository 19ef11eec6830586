"""A broken model file is a ModelError: no crash, no endless walk, no wrong answer."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from unit.models.training import model, strange_rows, train
from wuzha.screen.models import load_model
from wuzha.screen.models.forest import load_forest
from wuzha.vocabulary.errors import ModelError


@cache
def text() -> str:
    """Three small trees with categories, without the parameters behind them."""
    whole = train(objective="binary", trees=3, num_leaves=5).model_to_string()
    return whole[: whole.index("end of trees")] + "end of trees\n"


def changed(key: str, value: str) -> bytes:
    """The text with the first line of a key changed."""
    before, _, rest = text().partition(f"\n{key}=")
    return f"{before}\n{key}={value}\n{rest.partition(chr(10))[2]}".encode()


def test_the_sample_is_whole_and_has_categories() -> None:
    assert "num_cat=1" in text()
    assert len(load_forest(text().encode()).predict(strange_rows(10, seed=1))) == 10


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "no LightGBM text model"),
        (b"\xff\xfe\x00", "no text"),
        (b"tree\nversion=v4\n", "breaks off"),
        (b"tree\nend of trees\n", "version"),
        (b"tree\nversion=v4\nnum_class=1\nnum_tree_per_iteration=1\nend of trees\n", "0 trees"),
    ],
)
def test_what_is_no_model_is_refused(raw: bytes, words: str) -> None:
    with pytest.raises(ModelError, match=words):
        load_forest(raw)


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("version", "v2", "version"),
        ("num_class", "x", "num_class"),
        ("max_feature_idx", "99", "does not fit `feature_names`"),
        ("max_feature_idx", "", "does not fit `feature_names`"),
        ("max_feature_idx", "1e3", "no number"),
        ("objective", "lambdarank", "train for one of"),
        ("objective", "", "none"),
        ("objective", "binary sigmoid:-1", "positive"),
        ("objective", "binary sigmoid:x", "positive"),
        ("tree_sizes", "1 2", "names 2 trees and holds 3"),
        ("num_leaves", "99999999999", "num_leaves"),
        ("leaf_value", "", "num_leaves"),
        ("leaf_value", "1 2 3 nan 5", "no finite number"),
        ("leaf_value", "1 2 3 inf 5", "no finite number"),
        ("leaf_value", "1 2 3 x 5", "no number"),
        ("threshold", "1 2 3 nan", "no finite number"),
        ("threshold", "1 2 3", "5 leaves want 4 thresholds"),
        ("split_feature", "0 1 2 6", "past the 6"),
        ("split_feature", "0 1 2 -1", "past the 6"),
        ("split_feature", f"0 1 2 {2**80}", "no number"),
        ("decision_type", "1 1 1 16", "decision_type"),
        ("decision_type", "2 2 2 12", "decision_type"),
        ("left_child", "0 1 2 3", "do not make a tree"),
        ("left_child", "-1 -1 -1 -1", "do not make a tree"),
        ("left_child", "1000000 2 3 -1", "do not make a tree"),
        ("left_child", "-1000000 2 3 -1", "do not make a tree"),
        ("num_cat", "0", "categor"),
        ("cat_boundaries", "0 99", "does not fit"),
        ("cat_boundaries", "", "categor"),
        ("cat_threshold", "-1 2 3", "cat_"),
        ("is_linear", "1", "linear"),
    ],
)
def test_a_wrong_line_is_refused(key: str, value: str, words: str) -> None:
    with pytest.raises(ModelError, match=words):
        load_forest(changed(key, value))


def test_nodes_that_only_reach_each_other_are_refused() -> None:
    """Every node has one parent here, but no walk from the root comes to nodes 1 and 2."""
    start = text().index("\nright_child=")
    rights = text()[start : text().index("\n", start + 1) + 1].encode()
    raw = changed("left_child", "3 2 1 -1")
    assert rights in raw
    with pytest.raises(ModelError, match=r"tree 0: .* do not make a tree"):
        load_forest(raw.replace(rights, b"\nright_child=-2 -3 -4 -5\n", 1))


def test_a_line_that_stands_twice_is_refused() -> None:
    with pytest.raises(ModelError, match="twice"):
        load_forest(text().replace("\nleaf_value=", "\nleaf_value=1 2\nleaf_value=", 1).encode())


def test_every_beginning_of_a_file_is_refused() -> None:
    whole = text()
    for end in range(0, len(whole) - len("end of trees\n"), 7):
        with pytest.raises(ModelError):
            load_forest(whole[:end].encode())


def test_a_file_that_is_missing_or_large_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ModelError, match=r"`odds` \(no\.txt\): the file cannot be read"):
        load_model(model(tmp_path / "no.txt"))
    monkeypatch.setattr("wuzha.screen.models.load.MODEL_BYTES_MAX", 100)
    file = tmp_path / "large.txt"
    file.write_bytes(text().encode())
    with pytest.raises(ModelError, match="larger than"):
        load_model(model(file))


@pytest.mark.parametrize("limit", ["TREES_MAX", "NODES_MAX"])
def test_a_model_has_a_size_limit(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"wuzha.screen.models.lightgbm_text.{limit}", 2)
    with pytest.raises(ModelError, match=r"2 can be used|more than 2 nodes"):
        load_forest(text().encode())


NUMBERS = st.one_of(
    st.integers(-7, 7).map(str),
    st.sampled_from(["", "nan", "inf", "-inf", "1e999", "0.5", "x", "99999999999999999999", "="]),
    st.integers().map(str),
)


@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_any_changed_file_answers_or_is_refused(data: st.DataObject) -> None:
    lines = text().splitlines()
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(lines) - 1))
        key, equals, value = lines[at].partition("=")
        parts = value.split(" ")
        parts[data.draw(st.integers(0, len(parts) - 1))] = data.draw(NUMBERS)
        change = data.draw(st.sampled_from(["number", "drop", "double", "move", "shorten"]))
        if change == "number":
            lines[at] = f"{key}{equals}{' '.join(parts)}"
        elif change == "shorten":
            lines[at] = f"{key}{equals}{' '.join(parts[:-1])}"
        elif change == "drop":
            del lines[at]
        else:
            line = lines[at] if change == "double" else lines.pop(at)
            lines.insert(data.draw(st.integers(0, len(lines))), line)
    try:
        forest = load_forest("\n".join(lines).encode())
    except ModelError:
        return
    answers = forest.predict(strange_rows(20, seed=1)[:, : len(forest.names)])
    assert not np.isinf(answers).any()


@given(st.binary(max_size=400))
def test_any_bytes_are_refused(raw: bytes) -> None:
    with pytest.raises(ModelError):
        load_forest(b"tree\n" + raw)
