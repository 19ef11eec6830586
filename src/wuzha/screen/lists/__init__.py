"""Lists of identifiers: read from the policy and its files, asked column by column."""

from wuzha.screen.lists.entry_set import EntrySet
from wuzha.screen.lists.load import load_list

__all__ = ["EntrySet", "load_list"]
