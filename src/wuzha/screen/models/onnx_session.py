"""A model of any framework, exported to ONNX, run by onnxruntime on one thread."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from wuzha.vocabulary.errors import ModelError

_NUMBERS: dict[str, type[np.floating[Any]]] = {
    "tensor(float)": np.float32,
    "tensor(double)": np.float64,
}
_TRIAL_ROWS = 2
_FATAL = 4


class OnnxSession:
    """An ONNX model with one input (rows, inputs) and one output of numbers.

    The output is one number a row, or two probabilities, of which the second counts: that of
    class 1. A model that takes float32 gets each input rounded to 24 bits, so whole numbers past
    16,777,216 (money in minor units) lose their last digits; export with double inputs where
    that matters.
    """

    def __init__(self, raw: bytes, inputs: int) -> None:
        """ModelError if the model is broken, has another shape, or fails on a first trial."""
        self._inputs = inputs
        self._session = _session(raw)
        given = self._session.get_inputs()
        if len(given) != 1 or given[0].type not in _NUMBERS:
            raise ModelError("the model must have one input, a table of float or double")
        self._input = given[0].name
        self._kind = _NUMBERS[given[0].type]
        _check_input(given[0].shape, inputs)
        self._output = _output(self._session.get_outputs())
        self.predict(np.zeros((_TRIAL_ROWS, inputs)))

    def predict(self, inputs: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """One number per row of `inputs` (rows, inputs); NaN is missing, and is the answer
        where that is not finite."""
        if inputs.ndim != 2 or inputs.shape[1] != self._inputs:
            raise ModelError(f"the model takes rows of {self._inputs} inputs")
        if not len(inputs):
            return np.empty(0)
        with np.errstate(over="ignore"):
            fed = np.ascontiguousarray(inputs, self._kind)
        answers = _column(self._run(fed), len(inputs))
        answers[~np.isfinite(answers)] = np.nan
        return answers

    def _run(self, fed: npt.NDArray[np.floating[Any]]) -> npt.NDArray[Any]:
        try:
            (answer,) = self._session.run([self._output], {self._input: fed})
        except Exception as error:  # onnxruntime's own errors have no common class
            raise ModelError(f"the model fails when it is run: {_first_line(error)}") from error
        return np.asarray(answer)


def _session(raw: bytes) -> Any:
    # A tenth of a second to import, so only where a policy has such a model.
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = _FATAL  # what goes wrong is in the error already
    try:
        return onnxruntime.InferenceSession(raw, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's own errors have no common class
        raise ModelError(f"this is no ONNX model that runs here: {_first_line(error)}") from error


def _check_input(shape: list[int | str | None], inputs: int) -> None:
    if len(shape) != 2 or isinstance(shape[0], int):
        raise ModelError("the input must be (rows, inputs) with any number of rows")
    if isinstance(shape[1], int) and shape[1] != inputs:
        raise ModelError(f"the model takes {shape[1]} inputs; the policy names {inputs}")


def _output(outputs: list[Any]) -> str:
    """The name of the one output of numbers; a classifier's labels are integers or texts."""
    numbers = [output.name for output in outputs if output.type in _NUMBERS]
    if any(output.type.startswith("seq(map") for output in outputs):
        raise ModelError("the model gives dictionaries; export it with zipmap off")
    if len(numbers) != 1:
        raise ModelError(f"the model must have one output of numbers, not {len(numbers)}")
    return str(numbers[0])


def _column(answer: npt.NDArray[Any], rows: int) -> npt.NDArray[np.float64]:
    if answer.shape in ((rows,), (rows, 1)):
        return answer.reshape(rows).astype(np.float64)
    if answer.shape == (rows, 2):
        return answer[:, 1].astype(np.float64)
    raise ModelError(
        f"for {rows} rows the model gives {answer.shape}: it must give one number a row, or the"
        " probabilities of two classes"
    )


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n", 1)[0][:200]
