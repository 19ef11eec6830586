"""What the embedded engine cannot do: nothing of the language."""

from __future__ import annotations

from wuzha.backends.contract import Gaps

GAPS: Gaps = {}
