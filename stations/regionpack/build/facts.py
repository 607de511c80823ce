"""The small tables that the pack of 十堰 grows from; ``facts/README.md`` names their origins."""

import csv
from dataclasses import dataclass
from pathlib import Path

from geo.coordinates import Point

_FOLDER = Path(__file__).parent / "facts"


@dataclass(frozen=True)
class CountyFact:
    """Census 2020: residents of a county, town and country apart."""

    code: str
    name: str
    urban: int
    rural: int


@dataclass(frozen=True)
class TownshipFact:
    """A township with its counts of residents' and villagers' committees.

    ``basis`` says where the point comes from: ``geonames:…``, ``geonames-same-name:…`` (matched by
    the name alone) or ``placed`` (put by hand).
    """

    code: str
    name: str
    county_code: str
    point: Point
    basis: str
    communities: int
    villages: int

    @property
    def is_street(self) -> bool:
        """Whether it is a subdistrict, a development zone or a county seat."""
        return self.code[6] in "04" or self.name == "城关镇"


@dataclass(frozen=True)
class PointFact:
    """A hospital or a station, with the call sign and number of its vehicles."""

    code: str
    name: str
    call_sign: str
    level: str
    county_code: str
    township_code: str
    point: Point
    vehicles: int
    grade: str = ""
    centres: tuple[str, ...] = ()


def read_counties() -> list[CountyFact]:
    """The eight counties."""
    return [
        CountyFact(row["code"], row["name"], int(row["urban"]), int(row["rural"]))
        for row in _read("counties.csv")
    ]


def read_townships() -> list[TownshipFact]:
    """The 129 townships."""
    return [
        TownshipFact(
            row["code"],
            row["name"],
            row["county_code"],
            Point(float(row["lon"]), float(row["lat"])),
            row["basis"],
            int(row["communities"]),
            int(row["villages"]),
        )
        for row in _read("townships.csv")
    ]


def read_points(file: str, townships: list[TownshipFact]) -> list[PointFact]:
    """Hospitals or stations; one without a position of its own stands in the township's seat."""
    seats = {township.code: township.point for township in townships}
    return [
        PointFact(
            row.get("code", ""),
            row["name"],
            row["call_sign"],
            row["level"],
            row["county_code"],
            row["township_code"],
            Point(float(row["lon"]), float(row["lat"]))
            if row["lon"]
            else seats[row["township_code"]],
            int(row["vehicles"]),
            row.get("grade", ""),
            tuple(row.get("centres", "").split(";")) if row.get("centres") else (),
        )
        for row in _read(file)
    ]


def _read(file: str) -> list[dict[str, str]]:
    with (_FOLDER / file).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
