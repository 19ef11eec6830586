"""Writing the source of kernels."""

from __future__ import annotations

import re


class Writer:
    """Lines of Python with their indentation."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.depth = 0

    def put(self, *lines: str) -> None:
        self.lines.extend("    " * self.depth + line for line in lines)

    def open(self, line: str) -> None:
        self.put(line)
        self.depth += 1

    def close(self, levels: int = 1) -> None:
        if self.lines[-1].endswith(":"):
            self.put("pass")
        self.depth -= levels

    def source(self) -> str:
        return "\n".join(self.lines) + "\n"


_CELL = re.compile(r"\b([a-z_]+)\[([^\[\],]+), (\d+)\]")


def flat(source: str, widths: dict[str, int]) -> str:
    """`log[row, 3]` as `log[5 * (row) + 3]`: the kernels' arrays are flat and their widths known,
    so that a place costs the processor a shift and not a product of unknowns; unsigned, so that
    it is not asked whether to count from the end."""

    def place(match: re.Match[str]) -> str:
        name, row, column = match.groups()
        if name not in widths:
            return match[0]
        return f"{name}[unsigned({widths[name]} * ({row}) + {column})]"

    return _CELL.sub(place, source)
