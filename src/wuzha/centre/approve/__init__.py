"""Approve: what one person proposes, a second one decides."""
