"""ONNX models give what their framework gives."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
import pytest
from onnx import TensorProto, helper
from skl2onnx import convert_sklearn
from skl2onnx.common.data_types import DoubleTensorType, FloatTensorType
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LinearRegression, LogisticRegression

from unit.models.training import model
from wuzha.screen.models import load_model
from wuzha.vocabulary.errors import ModelError

INPUTS = 4


@cache
def inputs() -> npt.NDArray[np.float64]:
    return np.random.default_rng(1).normal(size=(300, INPUTS))


def labels(classes: int = 2) -> npt.NDArray[np.int64]:
    return (np.abs(inputs().sum(axis=1)) * 2).astype(np.int64) % classes


def exported(learned: Any, kind: type = DoubleTensorType, *, zipmap: bool = False) -> bytes:
    options = {id(learned): {"zipmap": zipmap}} if hasattr(learned, "classes_") else None
    types = [("given", kind([None, INPUTS]))]
    return convert_sklearn(learned, initial_types=types, options=options).SerializeToString()


def loaded(raw: bytes, folder: Path, count: int = INPUTS) -> Any:
    file = folder / "model.onnx"
    file.write_bytes(raw)
    return load_model(model(file, inputs=count))


def graph(nodes: list[Any], output: list[Any], shape: list[Any] | None = None) -> bytes:
    """A model of such nodes from `x` (n, 4) to `y`."""
    given = helper.make_tensor_value_info("x", TensorProto.DOUBLE, shape or ["n", INPUTS])
    answer = helper.make_tensor_value_info("y", TensorProto.DOUBLE, output)
    built = helper.make_graph(nodes, "g", [given], [answer])
    opset = [helper.make_opsetid("", 18)]
    return helper.make_model(built, opset_imports=opset, ir_version=9).SerializeToString()


@pytest.mark.parametrize(
    "learner", [LogisticRegression(), RandomForestClassifier(5, max_depth=4, random_state=1)]
)
def test_a_classifier_gives_the_probability_of_class_1(learner: Any, tmp_path: Path) -> None:
    learned = learner.fit(inputs(), labels())
    found = loaded(exported(learned), tmp_path).predict(inputs())
    np.testing.assert_allclose(found, learned.predict_proba(inputs())[:, 1], atol=1e-6)


def test_a_regressor_gives_its_number(tmp_path: Path) -> None:
    learned = LinearRegression().fit(inputs(), inputs()[:, 0] * 3 + 1)
    found = loaded(exported(learned), tmp_path).predict(inputs())
    np.testing.assert_allclose(found, learned.predict(inputs()), rtol=1e-9)


def test_missing_inputs_reach_the_model_as_nan(tmp_path: Path) -> None:
    """A model that counts what is missing."""
    nodes = [
        helper.make_node("IsNaN", ["x"], ["missing"]),
        helper.make_node("Cast", ["missing"], ["ones"], to=TensorProto.DOUBLE),
        helper.make_node("Constant", [], ["axis"], value_ints=[1]),
        helper.make_node("ReduceSum", ["ones", "axis"], ["y"], keepdims=1),
    ]
    rows = np.array([[1.0, np.nan, 0, np.nan], [1.0, 2, 3, 4]])
    assert loaded(graph(nodes, ["n", 1]), tmp_path).predict(rows).tolist() == [2.0, 0.0]


def test_a_float32_model_sees_rounded_inputs(tmp_path: Path) -> None:
    learned = LinearRegression().fit(inputs(), inputs()[:, 0])
    learned.coef_, learned.intercept_ = np.array([1.0, 0, 0, 0]), np.float64(0)
    rows = np.zeros((2, INPUTS))
    rows[0, 0], rows[1, 0] = 16_777_217.0, 1e300
    found = loaded(exported(learned, FloatTensorType), tmp_path).predict(rows)
    assert found[0] == 16_777_216.0
    assert np.isnan(found[1])  # infinite in float32
    assert loaded(exported(learned), tmp_path).predict(rows)[0] == 16_777_217.0


def test_a_model_may_abstain(tmp_path: Path) -> None:
    """The logarithm of a negative number is NaN, of zero it is infinite: both are no answer."""
    nodes = [
        helper.make_node("Constant", [], ["axis"], value_ints=[1]),
        helper.make_node("ReduceSum", ["x", "axis"], ["s"], keepdims=0),
        helper.make_node("Log", ["s"], ["y"]),
    ]
    session = loaded(graph(nodes, ["n"]), tmp_path)
    rows = np.array([[1.0, 0, 0, 0], [-1.0, 0, 0, 0], [0.0, 0, 0, 0]])
    np.testing.assert_array_equal(session.predict(rows), [0.0, np.nan, np.nan])


def test_rows_must_fit_and_no_rows_have_no_answers(tmp_path: Path) -> None:
    session = loaded(exported(LinearRegression().fit(inputs(), inputs()[:, 0])), tmp_path)
    assert len(session.predict(inputs()[:0])) == 0
    with pytest.raises(ModelError, match="rows of 4 inputs"):
        session.predict(inputs()[:, :3])


def test_what_cannot_be_used_is_refused_when_loaded(tmp_path: Path) -> None:
    two = LogisticRegression().fit(inputs(), labels())
    three = LogisticRegression().fit(inputs(), labels(3))
    cases: dict[str, tuple[bytes, int]] = {
        "takes 4 inputs; the policy names 3": (exported(two), 3),
        "zipmap off": (exported(two, FloatTensorType, zipmap=True), INPUTS),
        "probabilities of two classes": (exported(three), INPUTS),
        "no ONNX model": (b"not a model", INPUTS),
        "any number of rows": (identity([1, INPUTS]), INPUTS),
        "for 2 rows the model gives": (identity(["n", INPUTS]), INPUTS),
        "fails when it is run": (reshaped(), INPUTS),
    }
    for words, (raw, count) in cases.items():
        with pytest.raises(ModelError, match=rf"model `odds` \(model\.onnx\): .*{words}"):
            loaded(raw, tmp_path, count)


def identity(shape: list[Any]) -> bytes:
    return graph([helper.make_node("Identity", ["x"], ["y"])], shape, shape)


def reshaped() -> bytes:
    """Wants seven numbers, whatever comes."""
    constant = helper.make_node("Constant", [], ["to"], value_ints=[7])
    return graph([constant, helper.make_node("Reshape", ["x", "to"], ["y"])], [7])


def test_a_model_with_two_inputs_is_refused(tmp_path: Path) -> None:
    names = ("a", "b")
    given = [helper.make_tensor_value_info(n, TensorProto.DOUBLE, ["n", 1]) for n in names]
    answer = helper.make_tensor_value_info("y", TensorProto.DOUBLE, ["n", 1])
    built = helper.make_graph([helper.make_node("Add", ["a", "b"], ["y"])], "g", given, [answer])
    raw = helper.make_model(built, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    with pytest.raises(ModelError, match="one input"):
        loaded(raw.SerializeToString(), tmp_path, 2)


def test_a_model_with_two_answers_is_refused(tmp_path: Path) -> None:
    given = helper.make_tensor_value_info("x", TensorProto.DOUBLE, ["n", INPUTS])
    answers = [helper.make_tensor_value_info(n, TensorProto.DOUBLE, ["n", INPUTS]) for n in "yz"]
    nodes = [helper.make_node("Identity", ["x"], [n]) for n in "yz"]
    built = helper.make_graph(nodes, "g", [given], answers)
    raw = helper.make_model(built, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    with pytest.raises(ModelError, match="one output of numbers, not 2"):
        loaded(raw.SerializeToString(), tmp_path)


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    raw = exported(LogisticRegression().fit(inputs(), labels()))
    for end in range(0, len(raw) - 1, max(1, len(raw) // 60)):
        with pytest.raises(ModelError):
            loaded(raw[:end], tmp_path)


def test_a_model_cannot_read_other_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Weights that ONNX keeps in a file beside the model are not followed."""
    monkeypatch.chdir(tmp_path)
    secret = tmp_path / "secret.bin"
    secret.write_bytes(np.arange(INPUTS, dtype=np.float64).tobytes())
    weights = onnx.TensorProto(name="w", data_type=TensorProto.DOUBLE, dims=[INPUTS, 1])
    weights.data_location = TensorProto.EXTERNAL
    weights.external_data.add(key="location", value=secret.name)
    given = helper.make_tensor_value_info("x", TensorProto.DOUBLE, ["n", INPUTS])
    answer = helper.make_tensor_value_info("y", TensorProto.DOUBLE, ["n", 1])
    product = helper.make_node("MatMul", ["x", "w"], ["y"])
    built = helper.make_graph([product], "g", [given], [answer], [weights])
    raw = helper.make_model(built, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    with pytest.raises(ModelError):
        loaded(raw.SerializeToString(), tmp_path)
