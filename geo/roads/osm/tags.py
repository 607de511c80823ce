"""What the tags of one OpenStreetMap way say about driving it, rule by rule.

A rule that has to guess, or that meets tags which contradict each other, says so to ``Findings``.
"""

from collections.abc import Mapping
from typing import NamedTuple

from geo.roads.osm.findings import Finding, Findings
from geo.roads.osm.values import (
    hours_told,
    minutes_as_s,
    parse_kmh,
    parse_metres,
    parse_tonnes,
)
from geo.roads.profiles import Profile
from geo.roads.traits import RoadClass, Trait

Tags = Mapping[str, str]

_CLASSES = {
    **{c.name.lower(): c for c in RoadClass if c is not RoadClass.FERRY},
    "road": RoadClass.UNCLASSIFIED,
}
_ON_FOOT = frozenset({"footway", "path", "cycleway", "bridleway"})
_CAR_KEYS = ("motorcar", "motor_vehicle", "vehicle", "access")
_BY_BUS = frozenset({"bus", "psv"})
_CLOSED = frozenset({"no", "military", "use_sidepath"}) | _BY_BUS
_OPEN = frozenset({"yes", "designated", "permissive", "official"})
_RESTRICTED = frozenset(
    {"private", "destination", "customers", "delivery", "permit", "residents", "agricultural",
     "forestry", "agricultural;forestry", "emergency"}
)  # fmt: skip
_ONEWAY_KEYS = ("oneway:motorcar", "oneway:motor_vehicle", "oneway")
_ALONG = frozenset({"yes", "true", "1"})
_AGAINST = frozenset({"-1", "reverse"})
_BY_TURNS = frozenset({"reversible", "alternating"})
_RINGS = frozenset({"roundabout", "circular"})
_UNPAVED = frozenset(
    {"unpaved", "gravel", "fine_gravel", "ground", "dirt", "earth", "compacted", "grass", "sand",
     "mud", "pebblestone", "rock"}
)  # fmt: skip
_ROUGH = frozenset({"bad", "very_bad", "horrible", "very_horrible"})
_CHANGING = frozenset({"signals", "variable"})
_SPEED_KEYS = ("maxspeed:motorcar", "maxspeed", "maxspeed:type", "zone:maxspeed")
_UNSIGNED = frozenset({"sign", "markings"})
_IMPASSABLE = "impassable"
_POOR_GRADES = frozenset({"grade4", "grade5"})
_FERRY_CLASSES = frozenset(_CLASSES) | {"yes"}


class Drive(NamedTuple):
    """How a way is driven in one direction; ways with equal drives join into one stretch."""

    road_class: RoadClass
    flags: Trait
    limit_kmh: int
    wait_s: int
    name: str
    reference: str


class WayReading(NamedTuple):
    """Both directions of a way, None where it may not be driven; ``duration_s`` of a ferry."""

    along: Drive | None
    back: Drive | None
    duration_s: float


def read_way(tags: Tags, profile: Profile, findings: Findings) -> WayReading | None:
    """How an ambulance drives this way; None when it is no road for one."""
    ferry = tags.get("route") == "ferry" and "highway" not in tags
    road_class = RoadClass.FERRY if ferry else _CLASSES.get(tags.get("highway", ""))
    on_foot = tags.get("highway") in _ON_FOOT
    if road_class is None and not on_foot:
        return None
    if tags.get("area") == "yes":
        findings.add(Finding.AREA, tags.get("highway", ""))
        return None
    opening = _ferry_access(tags, findings) if ferry else _access(tags, on_foot, profile, findings)
    if opening is None or not _fits(tags, profile, findings):
        return None
    if road_class is None:
        road_class = RoadClass.PEDESTRIAN
    flags = opening | _surface(tags)
    if tags.get("junction") in _RINGS:
        flags |= Trait.ROUNDABOUT
    timed = hours_told(tags)
    if timed:
        flags |= Trait.TIMED
        findings.add(Finding.TIMED, timed)
    return _both_ways(tags, road_class, flags, profile, findings)


def _access(tags: Tags, on_foot: bool, profile: Profile, findings: Findings) -> Trait | None:
    """Who may enter, after the most specific tag that says so; None when no ambulance may."""
    emergency = tags.get("emergency", "")
    key, value = next(((k, tags[k]) for k in _CAR_KEYS if k in tags), ("", ""))
    if emergency == "no":
        if key in _CAR_KEYS[:2] and value in _OPEN:
            findings.add(Finding.CONTRADICTION, f"emergency=no, {key}={value}")
        findings.add(Finding.CLOSED, "emergency=no")
        return None
    reserved = on_foot or tags.get("highway") in ("pedestrian", "busway")
    if value in _OPEN and key in _CAR_KEYS[:2]:
        return Trait(0)
    rescue_lane = tags.get("service") == "emergency_access"
    if emergency in _OPEN or rescue_lane:
        shut = reserved or rescue_lane or value in _CLOSED | _RESTRICTED
        return Trait.SIREN_ONLY if shut else Trait(0)
    if on_foot:
        return None
    if value in _CLOSED:
        if value in _BY_BUS or "yes" in (tags.get("bus"), tags.get("psv")):
            return Trait.SIREN_ONLY
        if value == "no" and key != "access" and profile.siren_opens_car_bans:
            return Trait.SIREN_ONLY
        findings.add(Finding.CLOSED, f"{key}={value}")
        return None
    if reserved:
        return Trait.SIREN_ONLY
    if value in _RESTRICTED:
        return Trait.PRIVATE
    if value and value not in _OPEN:
        findings.add(Finding.UNKNOWN_VALUE, f"{key}={value}")
    return Trait(0)


def _ferry_access(tags: Tags, findings: Findings) -> Trait | None:
    """A ferry carries an ambulance only where the map says that it carries cars."""
    told = [tags[key] for key in ("emergency", *_CAR_KEYS[:3]) if key in tags]
    if told and told[0] in _OPEN:
        return Trait(0)
    if not told and tags.get("ferry") in _FERRY_CLASSES:
        return Trait(0)
    findings.add(Finding.FERRY_WITHOUT_CARS, tags.get("name", ""))
    return None


def _fits(tags: Tags, profile: Profile, findings: Findings) -> bool:
    """Whether the vehicle passes under the bridge, through the gap and over the bridge."""
    limits = (
        ("maxheight", parse_metres, profile.height_m),
        ("maxwidth", parse_metres, profile.width_m),
        ("maxweight", parse_tonnes, profile.weight_t),
    )
    for key, parse, own in limits:
        signed = parse(tags.get(key, ""))
        if signed is not None and signed < own:
            findings.add(Finding.TOO_LOW, f"{key}={tags[key]}")
            return False
    if tags.get("smoothness") == _IMPASSABLE:
        findings.add(Finding.CLOSED, "smoothness=impassable")
        return False
    return True


def _surface(tags: Tags) -> Trait:
    """Whether the wheels run on asphalt, on gravel or in ruts."""
    flags = Trait(0)
    grade = tags.get("tracktype", "")
    if tags.get("surface") in _UNPAVED or (grade and grade != "grade1"):
        flags |= Trait.UNPAVED
    if tags.get("smoothness") in _ROUGH or grade in _POOR_GRADES:
        flags |= Trait.ROUGH
    return flags


def _both_ways(
    tags: Tags, road_class: RoadClass, flags: Trait, profile: Profile, findings: Findings
) -> WayReading:
    """The drive along the way and the drive back, as far as its direction allows."""
    name = " ".join((tags.get("name:zh") or tags.get("name") or "").split())
    reference = " ".join(tags.get("ref", "").split())
    interval_s, duration_s = (_told_s(tags, key, findings) for key in ("interval", "duration"))
    wait_s = round(interval_s / 2)

    limits = _limits(tags, findings)

    def drive(way: int, more: Trait) -> Drive:
        return Drive(road_class, flags | more, limits[way], wait_s, name, reference)

    direction = _direction(tags, road_class, findings)
    if direction == 0:
        along, back = drive(0, Trait(0)), drive(1, Trait(0))
        return WayReading(along, back, duration_s)
    against = _may_go_against(tags, road_class, profile)
    extra = Trait.SIREN_ONLY | Trait.CONTRAFLOW
    forth = drive(0, Trait(0) if direction > 0 else extra)
    return_ = drive(1, Trait(0) if direction < 0 else extra)
    return WayReading(
        forth if direction > 0 or against else None,
        return_ if direction < 0 or against else None,
        duration_s,
    )


def _told_s(tags: Tags, key: str, findings: Findings) -> float:
    """Seconds that a tag tells, 0 where there is none or nobody can read it."""
    value = tags.get(key, "")
    seconds = minutes_as_s(value)
    if seconds is None and value and tags.get("route") == "ferry":
        findings.add(Finding.UNKNOWN_VALUE, f"{key}={value}")
    return seconds or 0.0


def _limits(tags: Tags, findings: Findings) -> tuple[int, int]:
    """The signed limits along and back, 0 where there is none or it is no figure."""
    signed = next((tags[key] for key in _SPEED_KEYS if key in tags), "")
    signs = [tags.get(f"maxspeed:{way}") or signed for way in ("forward", "backward")]
    for sign in dict.fromkeys(signs):
        if sign and sign not in _CHANGING | _UNSIGNED and parse_kmh(sign) is None:
            findings.add(Finding.UNKNOWN_SPEED, f"maxspeed={sign}")
    along, back = (parse_kmh(sign) or 0 for sign in signs)
    return along, back


def _direction(tags: Tags, road_class: RoadClass, findings: Findings) -> int:
    """1 for one way along the drawing, -1 for one way against it, 0 for both ways."""
    ring = tags.get("junction") in _RINGS
    implied = 1 if ring or road_class is RoadClass.MOTORWAY else 0
    key, value = next(((k, tags[k]) for k in _ONEWAY_KEYS if k in tags), ("", ""))
    if value in _BY_TURNS:
        findings.add(Finding.TIMED, f"{key}={value}")
        return 0
    told = {"": implied, "no": 0, "false": 0, "0": 0}.get(value)
    told = 1 if value in _ALONG else -1 if value in _AGAINST else told
    if told is None:
        findings.add(Finding.UNKNOWN_VALUE, f"{key}={value}")
        return implied
    if ring and told != implied:
        findings.add(Finding.CONTRADICTION, f"junction={tags['junction']}, {key}={value}")
        return implied if told == 0 else told
    return told


def _may_go_against(tags: Tags, road_class: RoadClass, profile: Profile) -> bool:
    """Whether a siren opens a one-way street from its far end."""
    if tags.get("oneway:emergency") == "no" or tags.get("oneway:bus") == "no":
        return True
    if tags.get("junction") in _RINGS:
        return False
    return profile.contraflow_kmh.get(road_class.name.lower(), 0.0) > 0
