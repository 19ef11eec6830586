"""The words that every other part uses: events, identifiers, money, fraud types, errors.

This package imports nothing else of Wuzha.
"""
