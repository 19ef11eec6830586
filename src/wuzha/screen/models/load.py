"""From a policy's model to one that can be asked."""

from __future__ import annotations

from typing import Protocol

import numpy as np
import numpy.typing as npt

from wuzha.policy.tree import Model
from wuzha.screen.models.forest import Forest, load_forest
from wuzha.screen.models.onnx_session import OnnxSession
from wuzha.vocabulary.errors import ModelError

MODEL_BYTES_MAX = 256 << 20


class Predictor(Protocol):
    """Rows of inputs (float64, NaN is missing) to one number each, NaN where it abstains."""

    def predict(self, inputs: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]: ...


def load_model(model: Model) -> Predictor:
    """The model in `model.file`; ModelError if it is broken or does not fit `model.inputs`."""
    try:
        raw = _bytes_of(model)
        if model.format == "onnx":
            return OnnxSession(raw, len(model.inputs))
        forest = load_forest(raw)
        _check_names(forest, [name.name for name in model.inputs])
        return forest
    except ModelError as error:
        raise ModelError(f"model `{model.name}` ({model.file.name}): {error}") from error


def _bytes_of(model: Model) -> bytes:
    try:
        with model.file.open("rb") as file:
            raw = file.read(MODEL_BYTES_MAX + 1)
    except OSError as error:
        raise ModelError(f"the file cannot be read: {error.strerror or error}") from error
    if len(raw) > MODEL_BYTES_MAX:
        raise ModelError(f"the file is larger than {MODEL_BYTES_MAX >> 20} MiB")
    return raw


def _check_names(forest: Forest, inputs: list[str]) -> None:
    """As many inputs as the model has and, where it was trained with their names, in its order."""
    if len(inputs) != len(forest.names):
        raise ModelError(
            f"the model takes {len(forest.names)} inputs; the policy names {len(inputs)}"
        )
    if sorted(inputs) == sorted(forest.names) and inputs != [*forest.names]:
        wanted = ", ".join(forest.names)
        raise ModelError(f"the inputs stand in another order than the model's: [{wanted}]")
