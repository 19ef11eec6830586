"""A policy as SQL over a whole history: back-tests, and a second opinion on the embedded engine."""

from wuzha.backends.duckdb.backtest import Report, backtest
from wuzha.backends.duckdb.run import DuckDbEngine

__all__ = ["DuckDbEngine", "Report", "backtest"]
