"""Sealed fields: encrypted in the database, plain to those who may ask for the row."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models

from wuzha.centre.people.keys import Keys
from wuzha.vocabulary.errors import SettingError

if TYPE_CHECKING:
    Binary = models.BinaryField[Any, Any]
else:
    Binary = models.BinaryField


def keys() -> Keys:
    """The keys of this installation."""
    found: Keys = settings.WUZHA_KEYS
    return found


class Sealed(Binary):
    """Text that is encrypted in the database."""

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        sealed = None if value is None else keys().sealed(value, self._place)
        return super().get_db_prep_value(sealed, connection, prepared)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return None if value is None else keys().opened(bytes(value), self._place)

    def value_to_string(self, obj: models.Model) -> str:
        raise SettingError("sealed values are not written out")

    @property
    def _place(self) -> str:
        return f"{self.model._meta.db_table}.{self.column}"


class SealedData(Sealed):
    """Plain data (what JSON holds) that is encrypted in the database."""

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        text = None if value is None else json.dumps(value, ensure_ascii=False)
        return super().get_db_prep_value(text, connection, prepared)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        text = super().from_db_value(value, expression, connection)
        return None if text is None else json.loads(text)
