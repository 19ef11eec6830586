"""Probes of hash tables, written out in a kernel's source.

They do what `table.py` does, but in the caller's own lines: a call in the hot path would cost more
than the probe. Rarely needed work (resizing) is called.
"""

from __future__ import annotations

from wuzha.backends.embedded.table import BORDER, COUNT, HIGH, LOW, MODE, STEADY
from wuzha.backends.embedded.writing import Writer


class ProbeWriter(Writer):
    """A writer that can also write probes; each leaves its finding in variables it names."""

    def ask(self, table: str, hash_: str) -> None:
        """Starts loading the rows where the search for a hash will look."""
        self.home(table, hash_)
        self.put(f"fetch({table}, at, 0)", f"fetch({table}, at + 3, 0)")

    def home(self, table: str, hash_: str, into: str = "at") -> None:
        """`into`: the row where the search for a hash begins (see `table.home`)."""
        meta = f"{table}_meta"
        self.put(
            f"{into} = (({hash_} >> 31) * "
            f"({meta}[{LOW}] if {hash_} < {meta}[{BORDER}] else {meta}[{HIGH}])) >> 32"
        )

    def search(self, table: str, hash_: str) -> None:
        """`at`: the row of a hash, or the one where it would be put in (see `table.find`)."""
        self.home(table, hash_)
        self.put(f"here = {table}[at, 0]")
        self.open(f"while here != 0 and here < {hash_}:")
        self.put("at += 1", f"here = {table}[at, 0]")
        self.close()

    def put_pair(self, pairs: str, value: str) -> None:
        """Puts `pair` in at `at` with a value (see `table.insert_at`)."""
        put = self.put
        put("end = at", "hash_ = pair", f"value = {value}")
        self.open(f"while {pairs}[end, 0] != 0:")
        put(f"here = {pairs}[end, 0]", f"{pairs}[end, 0] = hash_", "hash_ = here")
        put(f"other = {pairs}[end, 1]", f"{pairs}[end, 1] = value", "value = other", "end += 1")
        self.close()
        put(f"{pairs}[end, 0] = hash_", f"{pairs}[end, 1] = value")
        meta = f"{pairs}_meta"
        full = f"{meta}[{COUNT}] * 2 > {meta}[{HIGH}]"
        self.open(f"if {meta}[{MODE}] != {STEADY} or {full}:")
        put(f"note_place({meta}, pair, at, end)", f"settle_in({pairs}, {meta}, at, pair)")
        self.close()
        self.open("else:")
        put(f"{meta}[{COUNT}] += 1")
        self.close()

    def forget_pair(self, pairs: str, value: str) -> None:
        """Takes `pair` out if it still has this value (see `table.remove`)."""
        put = self.put
        meta = f"{pairs}_meta"
        self.search(pairs, "pair")
        self.open(f"if {pairs}[at, 1] == {value}:")
        put("hole = at", f"hash_ = {pairs}[hole + 1, 0]")
        self.open("while hash_ != 0:")
        self.home(pairs, "hash_", into="origin")
        self.open("if origin > hole:")
        put("break")
        self.close()
        put(f"{pairs}[hole, 0] = hash_", f"{pairs}[hole, 1] = {pairs}[hole + 1, 1]")
        put("hole += 1", f"hash_ = {pairs}[hole + 1, 0]")
        self.close()
        put(f"{pairs}[hole, 0] = 0", f"{pairs}[hole, 1] = 0")
        empty = f"{meta}[{COUNT}] * 6 < {meta}[{HIGH}]"
        self.open(f"if {meta}[{MODE}] != {STEADY} or {empty}:")
        put(f"settle_out({pairs}, {meta}, at, hole)")
        self.close()
        self.open("else:")
        put(f"{meta}[{COUNT}] -= 1")
        self.close()
        self.close()
