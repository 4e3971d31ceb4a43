"""A list's filters as the address holds them: read, applied by the list itself, written back into links."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Self
from urllib.parse import urlencode

from portal.core.text import plain_text


@dataclass(frozen=True, slots=True)
class AddressFilters:
    """Subclasses are frozen dataclasses of texts; "" does not filter. `NAMES` is field -> parameter."""

    NAMES: ClassVar[Mapping[str, str]] = {}
    LONGEST: ClassVar[int] = 120
    # Fields that say how what was found is shown, and leave nothing out.
    SHOWING: ClassVar[frozenset[str]] = frozenset()

    @classmethod
    def from_parameters(cls, parameters: Mapping[str, str]) -> Self:
        return cls(
            **{
                field: plain_text(parameters.get(name, ""))[: cls.LONGEST]
                for field, name in cls.NAMES.items()
            }
        )

    def address(self, **changes: str) -> str:
        """Return the query string of this view with the changes; "" when nothing is said."""
        values = ((name, changes.get(field, getattr(self, field))) for field, name in self.NAMES.items())
        query = urlencode([(name, value) for name, value in values if value])
        return f"?{query}" if query else ""

    @property
    def as_query(self) -> str:
        return self.address()

    @property
    def is_filtered(self) -> bool:
        return any(getattr(self, field) for field in self.NAMES if field not in self.SHOWING)
