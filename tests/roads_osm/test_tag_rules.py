"""What each tag means to an ambulance, one rule a sentence."""

import pytest

from geo.roads.osm.findings import Finding, Findings
from geo.roads.osm.tags import WayReading, read_way
from geo.roads.osm.values import minutes_as_s, parse_kmh, parse_metres, parse_tonnes
from geo.roads.profiles import ambulance
from geo.roads.traits import RoadClass, Trait


def read(tags: str, findings: Findings | None = None) -> WayReading | None:
    """The reading of ``key=value`` words."""
    pairs = dict(word.split("=", 1) for word in tags.split())
    return read_way(pairs, ambulance(), findings if findings is not None else Findings())


def directions(tags: str) -> str:
    """Which ways a way may be driven: ``><``, ``>``, ``<`` or nothing; ``s`` = with siren only."""
    reading = read(tags)
    if reading is None:
        return ""
    words = ((">", reading.along), ("<", reading.back))
    return "".join(
        sign + ("s" if drive.flags & Trait.SIREN_ONLY else "") for sign, drive in words if drive
    )


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ("highway=primary", "><"),
        ("highway=primary oneway=yes", ">"),
        ("highway=primary oneway=-1", "<"),
        ("highway=primary oneway=no", "><"),
        ("highway=primary oneway=reversible", "><"),
        ("highway=motorway", ">"),
        ("highway=motorway oneway=no", "><"),
        ("highway=motorway_link", "><"),
        ("highway=primary junction=roundabout", ">"),
        ("highway=primary junction=circular", ">"),
        ("highway=primary junction=roundabout oneway=-1", "<"),
        ("highway=primary oneway=yes oneway:motor_vehicle=no", "><"),
        ("highway=residential oneway=yes oneway:emergency=no", "><s"),
        ("highway=residential oneway=yes oneway:bus=no", "><s"),
    ],
)
def test_the_direction_of_a_way(tags: str, expected: str) -> None:
    assert directions(tags) == expected


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ("highway=service access=private", "><"),
        ("highway=service access=no", ""),
        ("highway=service access=no motor_vehicle=yes", "><"),
        ("highway=service access=no emergency=yes", ">s<s"),
        ("highway=service access=no emergency=designated", ">s<s"),
        ("highway=service emergency=yes", "><"),
        ("highway=service service=emergency_access", ">s<s"),
        ("highway=primary emergency=no", ""),
        ("highway=track motor_vehicle=no", ">s<s"),
        ("highway=track motor_vehicle=agricultural", "><"),
        ("highway=service access=military", ""),
        ("highway=service motor_vehicle=bus", ">s<s"),
        ("highway=busway", ">s<s"),
        ("highway=pedestrian", ">s<s"),
        ("highway=footway", ""),
        ("highway=footway emergency=yes", ">s<s"),
        ("highway=path motor_vehicle=yes", "><"),
        ("highway=steps", ""),
        ("highway=construction construction=primary", ""),
        ("highway=proposed", ""),
        ("highway=track", "><"),
        ("highway=road", "><"),
        ("highway=service area=yes", ""),
        ("highway=primary maxheight=2.5", ""),
        ("highway=primary maxheight=4.2", "><"),
        ("highway=primary maxheight=default", "><"),
        ("highway=primary maxwidth=2", ""),
        ("highway=primary maxweight=3.5", ""),
        ("highway=track smoothness=impassable", ""),
        ("waterway=river", ""),
    ],
)
def test_who_may_enter(tags: str, expected: str) -> None:
    assert directions(tags) == expected


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ("route=ferry motor_vehicle=yes", "><"),
        ("route=ferry motorcar=yes", "><"),
        ("route=ferry ferry=primary", "><"),
        ("route=ferry motor_vehicle=no", ""),
        ("route=ferry foot=yes", ""),
        ("route=ferry", ""),
        ("route=bus", ""),
    ],
)
def test_a_ferry_is_a_road_where_it_is_said_to_carry_cars(tags: str, expected: str) -> None:
    assert directions(tags) == expected


def test_a_ferry_has_its_duration_and_half_its_interval_as_wait() -> None:
    reading = read("route=ferry motor_vehicle=yes duration=00:20 interval=00:30")
    assert reading is not None
    assert reading.along is not None
    assert (reading.along.road_class, reading.duration_s) == (RoadClass.FERRY, 1200.0)
    assert reading.along.wait_s == 900


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ("highway=track tracktype=grade1", Trait(0)),
        ("highway=track tracktype=grade2", Trait.UNPAVED),
        ("highway=track tracktype=grade5", Trait.UNPAVED | Trait.ROUGH),
        ("highway=tertiary surface=gravel", Trait.UNPAVED),
        ("highway=tertiary smoothness=very_bad", Trait.ROUGH),
        ("highway=service access=private", Trait.PRIVATE),
        ("highway=tertiary junction=roundabout", Trait.ROUNDABOUT),
    ],
)
def test_what_else_is_to_be_known(tags: str, expected: Trait) -> None:
    reading = read(tags)
    assert reading is not None
    assert reading.along is not None
    assert reading.along.flags == expected


@pytest.mark.parametrize(
    ("value", "kmh"),
    [
        ("60", 60), ("60 km/h", 60), ("60km/h", 60), ("30 mph", 48), ("none", 120), ("walk", 5),
        ("CN:urban", 50), ("CN:rural", 70), ("CN:motorway", 120), ("DE:living_street", 20),
        ("60;40", 40), ("80|60", 60), ("signals", None), ("", None), ("0", None), ("-5", None),
        ("fast", None), ("1000", None), ("60;fast", None),
        ("nan", None), ("inf", None), ("1e2", None), ("-30 mph", None), ("0 mph", None),
        ("CN:60", 60), ("DE:zone30", 30), ("CN:walk", 5), ("CN:nonsense", None), ("CN:0", None),
    ],
)  # fmt: skip
def test_a_speed_limit_as_mappers_write_it(value: str, kmh: int | None) -> None:
    assert parse_kmh(value) == kmh


def test_each_direction_has_its_own_limit_where_told() -> None:
    reading = read("highway=primary maxspeed=60 maxspeed:backward=40")
    assert reading is not None
    assert reading.along is not None
    assert reading.back is not None
    assert (reading.along.limit_kmh, reading.back.limit_kmh) == (60, 40)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("20", 1200),
        ("1.5", 90),
        ("00:20", 1200),
        ("01:05:30", 3930),
        ("PT1H5M", 3900),
        ("PT0.5H", 1800),
        ("20 min", 1200),
        ("1 h 20 min", 4800),
        ("2h", 7200),
        ("25分钟", 1500),
        ("soon", None),
        ("", None),
        ("0", None),
        ("-5", None),
        ("nan", None),
        ("PT", None),
        ("99999999", None),
        ("P1D", None),
    ],
)
def test_a_duration_as_mappers_write_it(value: str, seconds: float | None) -> None:
    assert minutes_as_s(value) == seconds


@pytest.mark.parametrize(
    ("tags", "kmh"),
    [
        ("maxspeed:type=CN:urban", 50),
        ("maxspeed=60 maxspeed:type=CN:urban", 60),
        ("maxspeed:type=sign", 0),
        ("zone:maxspeed=CN:30", 30),
        ("maxspeed=signals", 0),
    ],
)
def test_a_limit_that_only_its_kind_tells(tags: str, kmh: int) -> None:
    findings = Findings()
    reading = read(f"highway=primary {tags}", findings)
    assert reading is not None
    assert reading.along is not None
    assert reading.along.limit_kmh == kmh
    assert not findings.counts


def test_heights_and_weights_as_mappers_write_them() -> None:
    assert parse_metres("2.5 m") == 2.5
    assert parse_metres("2,5") == 2.5
    assert parse_metres("9'6\"") == pytest.approx(2.8956)
    assert parse_metres("default") is None
    assert parse_tonnes("3500 kg") == pytest.approx(3.5)


def test_the_chinese_name_comes_first_and_the_number_stands_apart() -> None:
    reading = read("highway=primary name=Renmin name:zh=人民路 ref=G209")
    assert reading is not None
    assert reading.along is not None
    assert (reading.along.name, reading.along.reference) == ("人民路", "G209")


@pytest.mark.parametrize(
    ("tags", "finding"),
    [
        ("highway=primary motor_vehicle=yes emergency=no", Finding.CONTRADICTION),
        ("highway=primary junction=roundabout oneway=no", Finding.CONTRADICTION),
        ("highway=primary access=sometimes", Finding.UNKNOWN_VALUE),
        ("highway=primary oneway=maybe", Finding.UNKNOWN_VALUE),
        ("highway=primary maxspeed=fast", Finding.UNKNOWN_SPEED),
        ("highway=primary access:conditional=no@(22:00-06:00)", Finding.TIMED),
        ("highway=primary oneway=alternating", Finding.TIMED),
        ("highway=primary maxheight=2", Finding.TOO_LOW),
        ("route=ferry name=老渡口", Finding.FERRY_WITHOUT_CARS),
        ("route=ferry motor_vehicle=yes duration=soon", Finding.UNKNOWN_VALUE),
        ("highway=primary maxspeed=-40", Finding.UNKNOWN_SPEED),
        ("highway=primary maxspeed=NaN", Finding.UNKNOWN_SPEED),
    ],
)
def test_what_is_doubtful_is_counted_and_told(tags: str, finding: Finding) -> None:
    findings = Findings()
    read(tags, findings)
    assert findings.counts[finding] == 1
    assert findings.examples[finding]


def test_a_limit_that_changes_is_no_doubt() -> None:
    findings = Findings()
    read("highway=motorway maxspeed=signals", findings)
    assert findings.counts == {}


def test_examples_are_bounded_and_counts_are_not() -> None:
    findings = Findings()
    for _ in range(1000):
        read("highway=primary maxspeed=fast", findings)
    assert findings.counts[Finding.UNKNOWN_SPEED] == 1000
    assert len(findings.examples[Finding.UNKNOWN_SPEED]) == 20
