"""`wuzha bench console`: the console's pages with millions of warnings behind them."""

from wuzha.bench.console.bench import console

__all__ = ["console"]
