"""What DuckDB cannot do of the policy language: nothing."""

from __future__ import annotations

from wuzha.backends.contract import Gaps

GAPS: Gaps = {}
