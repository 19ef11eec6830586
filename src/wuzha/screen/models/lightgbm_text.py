"""The text that LightGBM saves a model as: its header and its trees, checked line by line.

Nothing a file claims is believed before it is counted. Source of the format and its bits: the
text that `Booster.save_model` of LightGBM 3 and 4 writes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wuzha.vocabulary.errors import ModelError

TREES_MAX = 20_000
NODES_MAX = 5_000_000
"""Of all trees together: 100 MB in memory."""

VERSIONS = ("v3", "v4")

CATEGORICAL, MISSING_LEFT = 1, 2
"""Bits of a node's decision; the two above them say what is missing."""

Ints = npt.NDArray[np.int64]
Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Tree:
    """A tree as the file has it, n inner nodes and n + 1 leaves.

    A child of 0 or more is an inner node, a negative one the leaf `-child - 1`. `decisions` are
    LightGBM's bits.
    """

    features: Ints
    thresholds: Doubles
    decisions: Ints
    lefts: Ints
    rights: Ints
    leaves: Doubles
    set_starts: Ints
    set_words: Ints


@dataclass(frozen=True)
class ModelText:
    """A whole model; `objective` as written: `binary sigmoid:1`."""

    names: tuple[str, ...]
    objective: str
    averaged: bool
    trees: tuple[Tree, ...]


def parse(text: str) -> ModelText:
    """The model in a text; ModelError says what is broken or cannot be used here."""
    lines = text.splitlines()
    if not lines or lines[0].strip() != "tree":
        raise ModelError("this is no LightGBM text model: save it with Booster.save_model")
    if "end of trees" not in lines:
        raise ModelError("the file breaks off before `end of trees`; get it again")
    head, *blocks = _blocks(lines[1 : lines.index("end of trees")])
    _refuse_unusable(head)
    count = len(_integers(head, "tree_sizes")) if "tree_sizes" in head else len(blocks)
    if count != len(blocks):
        raise ModelError(f"the file names {count} trees and holds {len(blocks)}; get it again")
    if not 0 < count <= TREES_MAX:
        raise ModelError(f"the model has {count} trees; 1 to {TREES_MAX} can be used")
    names = tuple(head.get("feature_names", "").split())
    last = _integers(head, "max_feature_idx")
    if len(last) != 1 or last[0] + 1 != len(names):
        raise ModelError("`max_feature_idx` does not fit `feature_names`")
    return ModelText(
        names=names,
        objective=head.get("objective", ""),
        averaged="average_output" in head,
        trees=tuple(_trees(blocks, len(names))),
    )


def _blocks(lines: list[str]) -> Iterator[dict[str, str]]:
    """The header, then each tree, as keys and values."""
    block: dict[str, str] = {}
    for line in lines:
        key, _, value = line.strip().partition("=")
        if key == "Tree":
            yield block
            block = {}
        if key in block:
            raise ModelError(f"`{key}` stands twice in one tree")
        if key:
            block[key] = value
    yield block


def _refuse_unusable(head: Mapping[str, str]) -> None:
    if head.get("version") not in VERSIONS:
        raise ModelError(f"the version is not {' or '.join(VERSIONS)}; save the model again")
    for key in ("num_class", "num_tree_per_iteration"):
        if head.get(key) != "1":
            raise ModelError(
                f"`{key}` is not 1: a model gives one number;"
                " train one model per class, or a binary one"
            )


def _trees(blocks: list[dict[str, str]], inputs: int) -> Iterator[Tree]:
    total = 0
    for number, block in enumerate(blocks):
        try:
            tree = _tree(block)
            _check(tree, inputs)
        except ModelError as error:
            raise ModelError(f"tree {number}: {error}") from None
        total += len(tree.features)
        if total > NODES_MAX:
            raise ModelError(f"the trees have more than {NODES_MAX} nodes together")
        yield tree


def _tree(block: Mapping[str, str]) -> Tree:
    if block.get("is_linear", "0") != "0":
        raise ModelError("linear trees cannot be used; train with linear_tree=false")
    leaves = _doubles(block, "leaf_value")
    if block.get("num_leaves") != str(len(leaves)) or not len(leaves):
        raise ModelError("`num_leaves` does not fit `leaf_value`")
    n = len(leaves) - 1
    if n == 0:
        none = np.empty(0, np.int64)
        return Tree(none, np.empty(0), none, none, none, leaves, none, none)
    has_sets = block.get("num_cat", "0") != "0"
    tree = Tree(
        features=_integers(block, "split_feature"),
        thresholds=_doubles(block, "threshold"),
        decisions=_integers(block, "decision_type"),
        lefts=_integers(block, "left_child"),
        rights=_integers(block, "right_child"),
        leaves=leaves,
        set_starts=_integers(block, "cat_boundaries") if has_sets else np.zeros(1, np.int64),
        set_words=_integers(block, "cat_threshold") if has_sets else np.empty(0, np.int64),
    )
    for key in ("features", "thresholds", "decisions", "lefts", "rights"):
        if len(getattr(tree, key)) != n:
            raise ModelError(f"{n + 1} leaves want {n} {key}, not {len(getattr(tree, key))}")
    return tree


def _check(tree: Tree, inputs: int) -> None:
    """Every number in its range, and the children a tree: a walk over it ends at a leaf."""
    _check_children(tree)
    if not np.isfinite(tree.leaves).all() or np.isnan(tree.thresholds).any():
        raise ModelError("a leaf or a threshold is no finite number")
    if ((tree.features < 0) | (tree.features >= inputs)).any():
        raise ModelError(f"`split_feature` names an input past the {inputs} that there are")
    if ((tree.decisions < 0) | (tree.decisions > 11)).any():
        raise ModelError("`decision_type` holds a number that is none")
    starts, words = tree.set_starts, tree.set_words
    if not len(starts):
        if (tree.decisions & 1).any():
            raise ModelError("a categorical split has no categories")
        return
    rise = np.diff(starts)
    if starts[0] != 0 or starts[-1] != len(words) or (rise < 0).any():
        raise ModelError("`cat_boundaries` does not fit `cat_threshold`")
    if ((words < 0) | (words >= 1 << 32)).any():
        raise ModelError("`cat_threshold` holds a number that is none")
    chosen = tree.thresholds[(tree.decisions & 1) == 1]
    if ((chosen < 0) | (chosen >= len(rise)) | (chosen != np.floor(chosen))).any():
        raise ModelError("a categorical split names categories that are not there")


def _check_children(tree: Tree) -> None:
    """Each node but the first, and each leaf, is the child of one node before it."""
    n = len(tree.features)
    children = np.concatenate([tree.lefts, tree.rights])
    wanted = np.concatenate([np.arange(-n - 1, 0), np.arange(1, n)])
    parents = np.concatenate([np.arange(n), np.arange(n)])
    if n == 0:
        return
    if not np.array_equal(np.sort(children), wanted) or (parents >= children)[children > 0].any():
        raise ModelError("`left_child` and `right_child` do not make a tree")


def _integers(block: Mapping[str, str], key: str) -> Ints:
    return _numbers(block, key, np.dtype(np.int64)).astype(np.int64)


def _doubles(block: Mapping[str, str], key: str) -> Doubles:
    return _numbers(block, key, np.dtype(np.float64)).astype(np.float64)


def _numbers(
    block: Mapping[str, str], key: str, kind: np.dtype[np.generic]
) -> npt.NDArray[np.generic]:
    if key not in block:
        raise ModelError(f"`{key}` is missing")
    try:
        return np.array(block[key].split(), kind)
    except (ValueError, OverflowError):
        raise ModelError(f"`{key}` holds something that is no number") from None
