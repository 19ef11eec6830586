"""Raw columns to the type and normal form of an event field; bad values are set apart.

Nothing is silently made null: a value that cannot be read is a `Fault` of its row. Empty text
means null, except in the field `text`.
"""

from wuzha.screen.intake.coerce.column import coerce
from wuzha.screen.intake.coerce.faults import Coerced, Faults

__all__ = ["Coerced", "Faults", "coerce"]
