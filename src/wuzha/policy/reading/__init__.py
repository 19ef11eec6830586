"""The sections of a policy document to the tree, with typed expressions."""

from wuzha.policy.reading.lists import LIST_FORMS, MATCHES
from wuzha.policy.reading.policy import KEYS, read_policy

__all__ = ["KEYS", "LIST_FORMS", "MATCHES", "read_policy"]
