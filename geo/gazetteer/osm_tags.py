"""Which objects of OpenStreetMap a caller may name, by their tags, and what they then are."""

from collections.abc import Mapping
from typing import NamedTuple

from geo.gazetteer.place import PlaceKind
from geo.gazetteer.road_names import normal_ref

NAME_KEYS = ("name", "name:zh", "bridge:name", "tunnel:name", "distance", "pk")
"""An object without any of these has neither a name nor a kilometre."""

NAME_CHARS_MAX = 60
_ALIAS_KEYS = ("name", "alt_name", "short_name", "official_name", "old_name", "loc_name", "name:en")
_ALIASES_MAX = 6


class Naming(NamedTuple):
    """What an object is called and is. ``told`` is the tag that says so: ``place=town``."""

    name: str
    aliases: tuple[str, ...]
    kind: PlaceKind
    told: str
    population: int
    radius_m: float


class _Rule(NamedTuple):
    """A key whose value is one of ``values`` (any value where there are none) makes a kind."""

    key: str
    values: frozenset[str]
    kind: PlaceKind
    radius_m: float = 0.0


def _rule(key: str, values: str, kind: PlaceKind, radius_m: float = 0.0) -> _Rule:
    return _Rule(key, frozenset(values.split()), kind, radius_m)


_RULES = (
    _rule("emergency", "ambulance_station", PlaceKind.STATION),
    _rule("amenity", "hospital clinic doctors", PlaceKind.HOSPITAL),
    _rule("healthcare", "hospital clinic centre doctor", PlaceKind.HOSPITAL),
    _rule("place", "city municipality county district", PlaceKind.COUNTY),
    _rule("place", "town township subdistrict borough suburb", PlaceKind.TOWNSHIP),
    _rule("place", "village hamlet neighbourhood quarter isolated_dwelling farm allotments "
                   "city_block", PlaceKind.VILLAGE),
    _rule("place", "locality square island islet", PlaceKind.LANDMARK, 500.0),
    _rule("boundary:administrative", "5 6", PlaceKind.COUNTY),
    _rule("boundary:administrative", "7 8", PlaceKind.TOWNSHIP),
    _rule("boundary:administrative", "9 10", PlaceKind.VILLAGE),
    _rule("highway", "traffic_signals crossing junction", PlaceKind.CROSSROADS),
    _rule("junction", "yes", PlaceKind.CROSSROADS),
    _rule("highway", "motorway_junction services rest_area bus_stop", PlaceKind.LANDMARK),
    _rule("barrier", "toll_booth border_control", PlaceKind.LANDMARK),
    _rule("landuse", "residential", PlaceKind.VILLAGE, 300.0),
    _rule("railway", "station halt tram_stop subway_entrance", PlaceKind.LANDMARK),
    _rule("waterway", "dam weir lock_gate waterfall", PlaceKind.LANDMARK),
    _rule("power", "plant substation", PlaceKind.LANDMARK),
    *(_rule(key, "", PlaceKind.LANDMARK)
      for key in ("amenity", "shop", "tourism", "leisure", "office", "building", "public_transport",
                  "aeroway", "man_made", "natural", "historic", "landuse", "craft", "military",
                  "healthcare")),
)  # fmt: skip
"""The first that holds counts."""

_SPANS = (
    ("bridge", "bridge:name", ("桥", "bridge")),
    ("tunnel", "tunnel:name", ("隧道", "tunnel")),
)


def naming_of(tags: Mapping[str, str]) -> Naming | None:
    """What a caller may call this; None for what has no name or is no place of its own."""
    if span := _span(tags):
        return span
    name = clean(tags.get("name:zh") or tags.get("name:zh-Hans") or tags.get("name", ""))
    if not name:
        return None
    known = dict(tags)
    if tags.get("boundary") == "administrative":
        known["boundary:administrative"] = tags.get("admin_level", "")
    for rule in _RULES:
        value = known.get(rule.key)
        if value and value != "no" and (not rule.values or value in rule.values):
            told = f"{rule.key}={value}"
            people = whole_number(tags.get("population", ""))
            return Naming(name, _aliases(tags, name), rule.kind, told, people, rule.radius_m)
    return None


def _span(tags: Mapping[str, str]) -> Naming | None:
    """A bridge or tunnel of a road, by its own name, or by the road's where that says bridge."""
    if "highway" not in tags and "railway" not in tags:
        return None
    for key, own, endings in _SPANS:
        own_name = clean(tags.get(own, ""))
        road = clean(tags.get("name:zh") or tags.get("name", ""))
        if tags.get(key, "no") != "no" and (own_name or road.lower().endswith(endings)):
            return Naming(own_name or road, (), PlaceKind.LANDMARK, f"{key}=yes", 0, 0.0)
    return None


def _aliases(tags: Mapping[str, str], name: str) -> tuple[str, ...]:
    said = (clean(part) for key in _ALIAS_KEYS for part in tags.get(key, "").split(";"))
    return tuple(dict.fromkeys(alias for alias in said if alias and alias != name))[:_ALIASES_MAX]


def clean(name: str) -> str:
    """A name in one line, of a bounded length."""
    return " ".join(name.split())[:NAME_CHARS_MAX].rstrip()


def whole_number(value: str) -> int:
    """A count as mappers write it (``12 000``, ``12,000``), 0 where it is none."""
    digits = value.replace(",", "").replace(" ", "")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else 0


def milestone_of(tags: Mapping[str, str]) -> tuple[str, float] | None:
    """Road (empty where the post does not say) and kilometre of a ``highway=milestone``."""
    if tags.get("highway") != "milestone":
        return None
    ref = tags.get("ref", "")
    for key in ("distance", "pk", "name", "ref"):
        kilometre = _kilometre(tags.get(key, ""))
        if kilometre is not None:
            road = tags.get("road_ref") or ("" if key == "ref" or _kilometre(ref) else ref)
            return normal_ref(clean(road)), kilometre
    return None


def _kilometre(value: str) -> float | None:
    """1234.5 of ``1234.5``, ``1234.5 km``, ``K1234+500``; None for anything else."""
    whole, plus, metres = value.strip().upper().removeprefix("K").removesuffix("KM").partition("+")
    try:
        kilometre = float(whole) + (float(metres) / 1000 if plus else 0.0)
    except ValueError:
        return None
    return round(kilometre, 3) if 0 <= kilometre < 10_000 else None
