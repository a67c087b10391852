"""Provinces: each lies in one of Indonesia's three zones, and may have days off of its own."""

from collections.abc import Mapping
from dataclasses import dataclass

from service.domain.errors import FieldError, InvalidInputError

# Zones that keep the same time by law (Keppres 41/1987) under another name.
_SAME_AS = {"Asia/Pontianak": "Asia/Jakarta", "Asia/Ujung_Pandang": "Asia/Makassar"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Province:
    """One of the 38 provinces."""

    name: str  # canonical, as overrides name it
    timezone: str  # IANA

    def lies_in(self, timezone: str) -> bool:
        """Say whether `timezone` (IANA) is this province's own zone, under this or another name."""
        return _SAME_AS.get(timezone, timezone) == self.timezone


def find_province(provinces: Mapping[str, Province], name: str, *, pointer: str = "/office/province") -> Province:
    """Return the province called `name`; case and repeated blanks do not matter.

    Raises:
        InvalidInputError: no province is called so (`unknown_province`).
    """
    found = provinces.get(" ".join(name.casefold().split()))
    if found is None:
        names = ", ".join(sorted({province.name for province in provinces.values()}))
        raise InvalidInputError(
            FieldError(pointer=pointer, code="unknown_province", detail=f"Accepted are the provinces: {names}.")
        )
    return found
