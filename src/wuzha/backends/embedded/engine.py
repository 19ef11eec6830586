"""The embedded engine: a policy compiled to kernels, its windows in memory, in one process."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from wuzha.backends.contract import FIRED, VERDICT, Resources, refuse_gaps, values_schema
from wuzha.backends.embedded import kernels
from wuzha.backends.embedded.arrow import one_piece
from wuzha.backends.embedded.decide import (
    ACTION,
    LEVEL,
    RULES_PER_WORD,
    SCORE,
    STAGE,
    TYPE,
    DecisionTable,
    fired_rules,
)
from wuzha.backends.embedded.frame import Frame
from wuzha.backends.embedded.gaps import GAPS
from wuzha.backends.embedded.hashing import hash_pairs
from wuzha.backends.embedded.layout import DOUBLE, Layout
from wuzha.backends.embedded.operators import NULL
from wuzha.backends.embedded.plan import WindowTable, plan
from wuzha.backends.embedded.state import Capacity, WindowState
from wuzha.backends.embedded.texts import TextOperations
from wuzha.policy.tree import Policy
from wuzha.screen.reasons import Reasons
from wuzha.vocabulary.decision import ACTIONS, LEVELS, STAGES
from wuzha.vocabulary.decision import SCHEMA as DECISION_SCHEMA
from wuzha.vocabulary.event import FIELDS

Cells = NDArray[np.int64]


class EmbeddedEngine:
    """Runs a policy over ordered batches, keeping exact windows from batch to batch.

    `compiled=False` runs the kernels as plain Python (slow; for tests without compile time).
    `sentences=False` leaves the reasons' sentences null: the same decisions for those who count
    rules, without the time that the words take."""

    def __init__(
        self,
        policy: Policy,
        resources: Resources | None = None,
        *,
        compiled: bool = True,
        sentences: bool = True,
        cache: Path | None = None,
        capacity: Capacity | None = None,
    ) -> None:
        refuse_gaps(policy, "embedded", GAPS)
        self.policy = policy
        self._resources = resources or Resources()
        layout = Layout()
        self._plan = plan(list(policy.features.values()), layout)
        text, _ = kernels.source(policy, self._plan)
        self._kernels = kernels.load(text, policy, self._plan, compiled=compiled, cache=cache)
        self._frame = Frame(layout)
        self._capacity = capacity or Capacity()
        self._states: list[WindowState] = []
        self.forget()
        outside = {layout.columns[key]: tree for key, tree in layout.external.items()}
        self._texts = TextOperations(outside, policy.lexicons, self._resources.lists)
        self._reasons = Reasons(policy, sentences)
        self._words = -(-len(policy.rules) // RULES_PER_WORD)
        types = DecisionTable(policy).types
        self._by_type = np.zeros(len(types) + 1, np.int64)
        self._verdict_words = {
            LEVEL: pa.array([level.value for level in LEVELS]),
            TYPE: pa.array(types, pa.string()),
            STAGE: pa.array([stage.value for stage in STAGES]),
            ACTION: pa.array([action.value for action in ACTIONS]),
        }

    @property
    def tables(self) -> list[WindowTable]:
        """What each window table keeps."""
        return self._plan.tables

    @property
    def states(self) -> list[WindowState]:
        """The memory of the window tables, for figures."""
        return self._states

    def forget(self) -> None:
        """Empties all windows, as if no event had come."""
        self._states = [WindowState(table, self._capacity) for table in self._plan.tables]

    def warm_up(self) -> None:
        """Compiles, or loads from the cache, all that the first batch needs; then forgets."""
        one = {"at": [0], "kind": ["call"], "seq": [0], "as_of": [0], "late": [False]}
        self.decide(pa.table(one))
        self.forget()

    # -- answers

    def values(self, events: pa.Table) -> pa.Table:
        """See `backends.contract.Engine`."""
        n, fired, verdicts = self._run(events)
        schema = values_schema(self.policy)
        columns = []
        for field in schema:
            if field.name in VERDICT.names:
                break
            if field.name.startswith(FIRED):
                columns.append(self._fired_column(field.name, fired, n))
            else:
                columns.append(self._column(field.name, field.type, n))
        return pa.table([*columns, *self._verdict_columns(verdicts)], schema=schema)

    def features(self, events: pa.Table) -> pa.Table:
        """The features alone, one row per event."""
        n = self.advance(events)
        fields = [f for f in values_schema(self.policy) if f.name in self.policy.features]
        columns = [self._column(field.name, field.type, n) for field in fields]
        return pa.table(columns, schema=pa.schema(fields))

    def decide(self, events: pa.Table) -> pa.Table:
        """See `backends.contract.Engine`."""
        n, fired, verdicts = self._run(events)
        rows = np.flatnonzero(fired.any(axis=0))
        rules = fired_rules(fired, rows)
        shown = self._shown(events, rows, np.flatnonzero(np.bincount(rules.values.to_numpy())))
        reasons = self._reasons.column(n, rows, rules, shown)

        present = frozenset(events.column_names)

        def kept(name: str) -> pa.Array:
            if name in present:
                return events.column(name)
            return pa.nulls(n, DECISION_SCHEMA.field(name).type)

        columns = [kept(name) for name in ("id", "at", "kind", "person")]
        columns += [*self._verdict_columns(verdicts), reasons, kept("late")]
        label = pa.array([self.policy.label], pa.string())
        columns.append(pa.DictionaryArray.from_arrays(np.zeros(n, np.int32), label))
        return pa.table(columns, names=DECISION_SCHEMA.names)

    # -- one batch

    def _run(self, events: pa.Table) -> tuple[int, Cells, Cells]:
        n = self.advance(events)
        self._models(n)
        return n, *self.judge(n)

    def judge(self, n: int) -> tuple[Cells, Cells]:
        """The rules that fire at the n events in the matrix, 62 to a word, and the verdicts."""
        fired = np.empty((self._words, n), np.int64)
        verdicts = np.empty((5, n), np.int64)
        frame = self._frame
        self._kernels.judge(frame.wholes, frame.doubles, n, fired, verdicts, self._by_type)
        return fired, verdicts

    def advance(self, events: pa.Table) -> int:
        """Works out the features of a batch, without models and rules; its number of events."""
        n = self.load(events)
        self.move_windows(n)
        for finish in self._kernels.finish:
            finish(self._frame.wholes, self._frame.doubles, n)
        return n

    def load(self, events: pa.Table) -> int:
        """Brings a batch into the matrix, with its text and list operations."""
        for state in self._states:
            state.make_room(events.num_rows)
        n = self._frame.fill(events)
        self._texts.fill(events, self._frame.wholes, n)
        return n

    def move_windows(self, n: int) -> None:
        """Moves all windows over the n events in the matrix, giving each its aggregates."""
        wholes, doubles = self._frame.wholes, self._frame.doubles
        flavours = self._frame.layout.flavours
        for number, table in enumerate(self._plan.tables):
            self._kernels.prepare[number](wholes, doubles, n)
            for column in table.pairs.values():
                hash_pairs(wholes[table.key, :n], wholes[column, :n], wholes[column, :n])
            for kept in table.kept:
                if flavours[kept.out] == DOUBLE:
                    doubles[kept.out, :n] = np.nan
                else:
                    wholes[kept.out, :n] = NULL
            state = self._states[number]
            self._kernels.windows[number](wholes, doubles, n, *state.arguments)
            state.give_back()

    def _models(self, n: int) -> None:
        frame, layout = self._frame, self._frame.layout
        for number, model in enumerate(self.policy.models.values()):
            self._kernels.filters[number](frame.wholes, frame.doubles, n)
            runs = np.flatnonzero(frame.wholes[kernels.filter_column(layout, model), :n] == 1)
            out = frame.doubles[layout.columns[model.name], :n]
            out[:] = np.nan
            if len(runs):
                inputs = np.empty((len(runs), len(model.inputs)), np.float64)
                for place, tree in enumerate(model.inputs):
                    inputs[:, place] = self._numbers(layout.name(tree), runs)
                out[runs] = self._resources.models[model.name].predict(inputs)

    def _numbers(self, column: int, rows: NDArray[np.int64]) -> NDArray[np.float64]:
        if self._frame.layout.flavours[column] == DOUBLE:
            found: NDArray[np.float64] = self._frame.doubles[column, rows]
            return found
        cells = self._frame.wholes[column, rows]
        numbers: NDArray[np.float64] = cells.astype(np.float64)
        numbers[cells == NULL] = np.nan
        return numbers

    # -- columns out

    def _column(self, name: str, type_: pa.DataType, n: int) -> pa.Array:
        column = self._frame.layout.columns[name]
        if pa.types.is_floating(type_):
            cells = self._frame.doubles[column, :n]
            return _array(cells, np.isnan(cells))
        whole = self._frame.wholes[column, :n]
        return _array(whole, whole == NULL).cast(type_)

    def _fired_column(self, name: str, fired: Cells, n: int) -> pa.Array:
        number = list(self.policy.rules).index(name.removeprefix(FIRED))
        word, bit = divmod(number, RULES_PER_WORD)
        return pa.array((fired[word] >> bit) & 1 == 1)

    def _verdict_columns(self, verdicts: Cells) -> list[pa.Array]:
        score = pa.array(verdicts[SCORE].astype(np.int16))
        return [score, *(_named(verdicts[k], words) for k, words in self._verdict_words.items())]

    def _shown(self, events: pa.Table, rows: Cells, rules: Cells) -> dict[str, pa.Array]:
        """What the sentences of these rules show, for the rows where one fired."""
        shown: dict[str, pa.Array] = {}
        layout = self._frame.layout
        present = frozenset(events.column_names)
        for name in self._reasons.names_in(rules.tolist()):
            if name in present:
                shown[name] = one_piece(events.column(name).take(pa.array(rows)))
            elif name in FIELDS:
                shown[name] = pa.nulls(len(rows))
            elif layout.flavours[column := layout.columns[name]] == DOUBLE:
                numbers = self._frame.doubles[column, rows]
                shown[name] = pa.array(numbers, mask=np.isnan(numbers))
            else:
                cells = self._frame.wholes[column, rows]
                shown[name] = pa.array(cells, mask=cells == NULL)
        return shown


def _array(cells: NDArray[Any], mask: NDArray[np.bool_]) -> pa.Array:
    """The cells' values as they are now, null where masked."""
    return pa.array(cells, mask=mask) if mask.any() else pa.array(cells.copy())


def _named(numbers: Cells, words: pa.Array) -> pa.Array:
    """A text column from numbers into words; -1 is null."""
    mask = numbers < 0
    return words.take(pa.array(numbers, mask=mask if mask.any() else None))
