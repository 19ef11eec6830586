"""A LightGBM text model written from a seed: trees as training leaves them, without training.

Each split asks about one input, the weightier the more often; what lies on its risky side gains
and the other side loses, so the score rises with the risk as a trained model's does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

LEAVES = 31
BIAS = -1.0
_MISSING_IS_NAN_GOES_LEFT = 10


@dataclass(frozen=True)
class Input:
    """An input: how much it matters (negative: less is riskier), and where splits may stand."""

    name: str
    weight: float
    low: float
    high: float


def forest_text(inputs: Sequence[Input], trees: int, random: np.random.Generator) -> str:
    """The model for a binary objective, as LightGBM saves it."""
    names = " ".join(each.name for each in inputs)
    head = [
        *("tree", "version=v4", "num_class=1", "num_tree_per_iteration=1", "label_index=0"),
        f"max_feature_idx={len(inputs) - 1}",
        "objective=binary sigmoid:1",
        f"feature_names={names}",
        "",
    ]
    blocks = [f"Tree={number}\n{_Tree(inputs, random).text(trees)}" for number in range(trees)]
    return "\n".join([*head, *blocks, "end of trees", ""])


class _Tree:
    """Grown leaf by leaf: node k splits a leaf, whose number its left side keeps."""

    def __init__(self, inputs: Sequence[Input], random: np.random.Generator) -> None:
        weights = np.abs([each.weight for each in inputs])
        self.features: list[int] = []
        self.thresholds: list[float] = []
        self.children: list[list[int]] = []
        self.leaves = [0.0]
        parent: list[tuple[int, int] | None] = [None]
        for node in range(LEAVES - 1):
            leaf = int(random.integers(len(self.leaves)))
            feature = int(random.choice(len(inputs), p=weights / weights.sum()))
            chosen = inputs[feature]
            above = parent[leaf]
            if above is not None:
                self.children[above[0]][above[1]] = node
            step = chosen.weight * random.uniform(0.5, 1.0)
            self.features.append(feature)
            self.thresholds.append(
                float(np.exp(random.uniform(*np.log([chosen.low, chosen.high]))))
            )
            self.children.append([-leaf - 1, -len(self.leaves) - 1])
            self.leaves.append(self.leaves[leaf] + step)
            self.leaves[leaf] -= step
            parent[leaf] = (node, 0)
            parent.append((node, 1))

    def text(self, trees: int) -> str:
        """The tree's lines; its leaves are its share of the sum of `trees`."""
        leaves = [f"{(value + BIAS) / trees:.6g}" for value in self.leaves]
        lefts, rights = zip(*self.children, strict=True)
        lines: dict[str, Sequence[object]] = {
            "num_leaves": [LEAVES],
            "num_cat": [0],
            "split_feature": self.features,
            "threshold": [f"{value:.6g}" for value in self.thresholds],
            "decision_type": [_MISSING_IS_NAN_GOES_LEFT] * (LEAVES - 1),
            "left_child": lefts,
            "right_child": rights,
            "leaf_value": leaves,
        }
        return "".join(f"{key}={' '.join(map(str, value))}\n" for key, value in lines.items())
