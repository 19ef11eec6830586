"""The source of a window kernel: one table of a plan, all its aggregates, exact to the event.

The log is a ring of rows in time order, one per event that counts: the instant, the slot with the
condition bits, arguments, pair hashes, and links for minima. Each window has a tail in the log:
as time moves on, rows passing a tail are taken back out of their key's state. Work goes in blocks
of events so that lines of memory are asked for before they are needed.
"""

from __future__ import annotations

from wuzha.backends.embedded.layout import DOUBLE, Layout
from wuzha.backends.embedded.plan import Kept, WindowTable
from wuzha.backends.embedded.shape import shape
from wuzha.backends.embedded.slots import HELD
from wuzha.backends.embedded.writing import Writer, flat

BLOCK = 32
AHEAD = 24
"""How many log rows before a tail their state is asked for."""
_BURY_ALL = "bury_all(index, index_meta, words, halves, width, spare, dying, meta)"


def window_kernel(table: WindowTable, layout: Layout, name: str) -> str:
    """The source of `name(wholes, doubles, n, index, index_meta, words, halves, log, log_doubles,
    log_halves, spare, dying, meta, slots, lasts, pairs0, pairs0_meta, ...)`."""
    return _Kernel(table, layout).source(name)


class _Kernel:
    def __init__(self, table: WindowTable, layout: Layout) -> None:
        self.table = table
        self.layout = layout
        self.shape = shape(table)
        self.out = Writer()
        self.as_of = layout.column("as of")

    def source(self, name: str) -> str:
        pairs = "".join(f", pairs{k}, pairs{k}_meta" for k in range(len(self.table.pairs)))
        put = self.out.put
        put("@kernel")
        self.out.open(
            f"def {name}(wholes, doubles, n, index, index_meta, words, halves, log, log_doubles, "
            f"log_halves, spare, dying, meta, slots, lasts{pairs}):"
        )
        put(*self._numbers(), "mask = len(log) // log_width - 1", "head = meta[HEAD]")
        for number in range(len(self.table.windows)):
            put(f"tail{number} = meta[TAILS + {number}]")
        put(f"ask_for_index(wholes, key, np.int64(0), min({BLOCK}, n), index, index_meta)")
        put("start = np.int64(0)")
        self.out.open("while start < n:")
        put(f"stop = min(start + {BLOCK}, n)", "slots[:] = -1", _BURY_ALL, *self._block())
        self._apply()
        put("start = stop")
        self.out.close()
        put(_BURY_ALL, "meta[HEAD] = head")
        for number in range(len(self.table.windows)):
            put(f"meta[TAILS + {number}] = tail{number}")
        return flat(self.out.source(), self._widths())

    def _numbers(self) -> list[str]:
        """The table's numbers as variables: a call with a literal would be compiled for itself."""
        numbers = {"key": self.table.key, "counts": self.table.bits}
        numbers |= {"width": self.shape.state_words, "log_width": self.shape.log_words}
        for pair, ((bit, _), column) in enumerate(self.table.pairs.items()):
            numbers |= {f"bit{pair}": 1 << bit, f"pair{pair}": column}
            numbers |= {f"word{pair}": self.shape.pair[pair], f"lasts{pair}": pair * BLOCK}
        return [f"{name} = np.int64({number})" for name, number in numbers.items()]

    def _block(self) -> list[str]:
        """What a block does before its events are taken one by one."""
        pairs = range(len(self.table.pairs))
        return [
            "find_slots(wholes, key, counts, start, stop, index, index_meta, words, width, "
            "spare, meta, slots)",
            *(
                f"ask_for_pairs(wholes, counts, bit{k}, pair{k}, start, stop, "
                f"pairs{k}, pairs{k}_meta)"
                for k in pairs
            ),
            f"ask_for_index(wholes, key, stop, min(stop + {BLOCK}, n), index, index_meta)",
            *(
                f"move_pairs(wholes, counts, bit{k}, pair{k}, start, stop, pairs{k}, "
                f"pairs{k}_meta, head, log, log_width, word{k}, lasts, lasts{k})"
                for k in pairs
            ),
        ]

    def _widths(self) -> dict[str, int]:
        """Cells in a row of each array."""
        state, log = self.shape.state_words, self.shape.log_words
        logs = {"log": log, "log_doubles": log, "log_halves": 2 * log}
        return {"words": state, "halves": 2 * state, **logs}

    def _apply(self) -> None:
        put = self.out.put
        key = f"wholes[{self.table.key}, i]"
        self.out.open("for i in range(start, stop):")
        self.out.open(f"if {key} == 0 and i < n - 1:")
        put("continue")
        self.out.close()
        put(f"now = wholes[{self.as_of}, i]")
        windows = self.table.windows
        for number, over in enumerate(windows):
            self._expire(number, over, last=number == len(windows) - 1)
        self.out.open(f"if {key} == 0:")
        put("continue")
        self.out.close()
        put("slot = slots[i - start]", f"bits = wholes[{self.table.bits}, i]")
        self.out.open("if bits != 0:")
        self._append()
        self.out.close()
        self._read()
        self.out.close()

    # -- a row leaves a window

    def _expire(self, number: int, over: int, last: bool) -> None:
        put = self.out.put
        tail = f"tail{number}"
        self.out.open(f"while {tail} < head:")
        put(f"row = {tail} & mask")
        self.out.open(f"if log[row, 0] > now - {over}:")
        put("break")
        self.out.close()
        self._ask_ahead(tail, over)
        put("word = log[row, 1]", "gone = word & 0xFFFFFFFF", "had = word >> 32")
        for kept in self.table.kept:
            if kept.over == over and kept.op != "last":
                self._undo(kept, number)
        if last:
            put(f"halves[gone, {HELD}] -= 1")
            self.out.open(f"if halves[gone, {HELD}] == 0:")
            arguments = "index, index_meta, words, halves, width, spare, dying, meta"
            put(f"give_up({arguments}, gone, slots)")
            self.out.close()
        put(f"{tail} += 1")
        self.out.close()

    def _ask_ahead(self, tail: str, over: int) -> None:
        put = self.out.put
        self.out.open(f"if {tail} + {AHEAD} < head:")
        put(f"coming = ({tail} + {AHEAD}) & mask", "word = log[coming, 1]")
        put("gone = word & 0xFFFFFFFF")
        put("ask_for_state(words, width, gone)")
        for pair, word in self.shape.pair.items():
            if self._pair_over(pair) == over:
                put(f"pair = log[coming, {word}]")
                self.out.open("if pair > 0:")
                put(f"ask(pairs{pair}, pairs{pair}_meta, pair)")
                self.out.close()
        self.out.close()

    def _pair_over(self, pair: int) -> int:
        """The longest window that counts a pair: there its last event is forgotten."""
        return max(k.over for k in self.table.kept if k.op == "distinct" and k.arg == pair)

    def _undo(self, kept: Kept, number: int) -> None:
        put = self.out.put
        self.out.open(f"if had & {1 << kept.bit}:")
        match kept.op:
            case "count":
                put(f"halves[gone, {self.shape.half[kept]}] -= 1")
            case "sum":
                assert kept.arg is not None
                put(f"words[gone, {self.shape.word[kept]}] -= log[row, {self.shape.arg[kept.arg]}]")
            case "distinct":
                self._uncount(kept, number)
            case _:
                front = f"2 * width * gone + {self.shape.half[kept]}"
                links = self.shape.links[kept] * 2
                put(f"links = np.int64({links})")
                put(f"leave_queue(halves, {front}, log_halves, 2 * log_width, links, row)")
        self.out.close()

    def _uncount(self, kept: Kept, number: int) -> None:
        """The key loses a value, unless a later event of the window had it too."""
        put = self.out.put
        assert kept.arg is not None
        put(f"pair = log[row, {self.shape.pair[kept.arg]}]")
        self.out.open("if pair > 0:")
        put(f"halves[gone, {self.shape.half[kept]}] -= 1")
        if kept.over == self._pair_over(kept.arg):
            pairs = f"pairs{kept.arg}"
            put(f"forget_pair({pairs}, {pairs}_meta, pair, tail{number} + 1)")
        self.out.close()

    # -- an event comes in

    def _append(self) -> None:
        put = self.out.put
        put("row = head & mask", "log[row, 0] = now", "log[row, 1] = slot | (bits << 32)")
        columns = list(self.table.args.values())
        for arg, word in self.shape.arg.items():
            if word:
                double = self.layout.flavours[columns[arg]] == DOUBLE
                target = "log_doubles" if double else "log"
                source = "doubles" if double else "wholes"
                put(f"{target}[row, {word}] = {source}[{columns[arg]}, i]")
        for pair, word in self.shape.pair.items():
            put(f"log[row, {word}] = wholes[{list(self.table.pairs.values())[pair]}, i]")
        put(f"halves[slot, {HELD}] += 1")
        for pair in self.shape.pair:
            self._count_pair(pair)
        for kept in self.table.kept:
            if kept.op != "distinct":
                self.out.open(f"if bits & {1 << kept.bit}:")
                self._do(kept)
                self.out.close()
        put("head += 1")

    def _do(self, kept: Kept) -> None:
        put = self.out.put
        match kept.op:
            case "count":
                put(f"halves[slot, {self.shape.half[kept]}] += 1")
            case "last":
                put(f"words[slot, {self.shape.word[kept]}] = now + 1")
            case "sum":
                assert kept.arg is not None
                put(f"words[slot, {self.shape.word[kept]}] += log[row, {self.shape.arg[kept.arg]}]")
            case _:
                self._push(kept)

    def _count_pair(self, pair: int) -> None:
        """The log row where the pair was last is marked as followed (its hash turns negative),
        and the windows that no longer hold that row gain a value."""
        put = self.out.put
        bit = [bit for bit, _ in self.table.pairs][pair]
        windows = self.table.windows
        self.out.open(f"if bits & {1 << bit}:")
        put(f"last = lasts[{pair * BLOCK} + i - start]")
        self.out.open(f"if last >= tail{windows.index(self._pair_over(pair))}:")
        put(f"log[last & mask, {self.shape.pair[pair]}] |= NULL")
        self.out.close()
        for kept in self.table.kept:
            if kept.op == "distinct" and kept.arg == pair:
                self.out.open(f"if last < tail{windows.index(kept.over)}:")
                put(f"halves[slot, {self.shape.half[kept]}] += 1")
                self.out.close()
        self.out.close()

    def _push(self, kept: Kept) -> None:
        """A monotonic queue through the log: who can never again be least (greatest) leaves."""
        put = self.out.put
        front, links = self.shape.half[kept], self.shape.links[kept] * 2
        worse = ">=" if kept.op == "min" else "<="
        put(f"back = np.int64(halves[slot, {front + 1}])")
        value = self._value_in_log(kept, "row")
        self.out.open(
            f"while back > 0 and {self._value_in_log(kept, '(back - 1)')} {worse} {value}:"
        )
        put(f"back = np.int64(log_halves[back - 1, {links}])")
        self.out.close()
        put(f"log_halves[row, {links}] = back", f"log_halves[row, {links + 1}] = 0")
        self.out.open("if back > 0:")
        put(f"log_halves[back - 1, {links + 1}] = row + 1")
        self.out.close()
        self.out.open("else:")
        put(f"halves[slot, {front}] = row + 1")
        self.out.close()
        put(f"halves[slot, {front + 1}] = row + 1")

    def _value_in_log(self, kept: Kept, row: str) -> str:
        assert kept.arg is not None
        log = "log_doubles" if self.layout.flavours[kept.out] == DOUBLE else "log"
        return f"{log}[{row}, {self.shape.arg[kept.arg]}]"

    # -- values out

    def _read(self) -> None:
        put = self.out.put
        self.out.open("if slot < 0:")
        for kept in self.table.kept:
            if kept.op in ("count", "sum", "distinct"):
                put(f"wholes[{kept.out}, i] = 0")
        self.out.close()
        self.out.open("else:")
        for kept in self.table.kept:
            self._read_one(kept)
        self.out.close()

    def _read_one(self, kept: Kept) -> None:
        put = self.out.put
        target = f"wholes[{kept.out}, i]"
        match kept.op:
            case "count" | "distinct":
                put(f"{target} = halves[slot, {self.shape.half[kept]}]")
            case "sum":
                put(f"{target} = words[slot, {self.shape.word[kept]}]")
            case "last":
                put(f"last = words[slot, {self.shape.word[kept]}] - 1")
                self.out.open(f"if last >= 0 and last > now - {kept.over}:")
                put(f"{target} = last")
                self.out.close()
            case _:
                put(f"front = np.int64(halves[slot, {self.shape.half[kept]}])")
                self.out.open("if front > 0:")
                if self.layout.flavours[kept.out] == DOUBLE:
                    target = f"doubles[{kept.out}, i]"
                put(f"{target} = {self._value_in_log(kept, '(front - 1)')}")
                self.out.close()
