"""Meaning: the slow, obvious interpreter that says what a policy is.

It follows docs/concepts.md sentence by sentence over the whole history, with no cleverness:
every engine is tested against it.
"""

from wuzha.policy.meaning.order import order
from wuzha.policy.meaning.rows import Meaning, Outcome

__all__ = ["Meaning", "Outcome", "order"]
