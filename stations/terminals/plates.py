"""Plates as terminals send them and as registers spell them: one key for both."""

from collections.abc import Mapping

from stations.vehicles import Vehicle


def plate_key(plate: str) -> str:
    """A plate without the dots and spaces that only some people write: 鄂C·12001 is 鄂C12001."""
    return "".join(sign for sign in plate.upper() if sign.isalnum())


class Plates:
    """Vehicles by their plates, read anew when the register has another table."""

    def __init__(self) -> None:
        self._table: Mapping[str, Vehicle] = {}
        self._by_plate: dict[str, str] = {}

    def find(self, table: Mapping[str, Vehicle], plate: str) -> str | None:
        """The vehicle that has this plate now."""
        if table is not self._table:
            self._table = table
            self._by_plate = {plate_key(v.plate): v.id for v in table.values()}
        return self._by_plate.get(plate)
