"""`wuzha bench centre`: a day of the ministry's warning instructions through warn and dissuade."""

from wuzha.bench.centre.bench import centre

__all__ = ["centre"]
