"""A wrong datum in the register is told by the roads, on real ones: flagged, never converted."""

from pathlib import Path

import numpy as np
import pytest

from geo.coordinates import Datum, Point, distance_m, from_wgs84, to_wgs84
from geo.roads.network import RoadNetwork
from geo.roads.snapping import Snapper
from stations.positions.datum_watch import SAMPLES_MIN, DatumSuspicion, DatumWatch, readings
from stations.positions.fix import LivePosition
from tests.geo.jinan import jinan_roads
from tests.matching.tracks import Terminal, drive, random_route
from tests.support.running import shiyan

REQUIREMENTS = ("SYS-07",)

REGISTERED_AND_SENT = [
    (Datum.WGS84, Datum.GCJ02),
    (Datum.WGS84, Datum.BD09),
    (Datum.CGCS2000, Datum.GCJ02),
    (Datum.GCJ02, Datum.WGS84),
    (Datum.BD09, Datum.WGS84),
    (Datum.GCJ02, Datum.BD09),
]


class Roads:
    """A network, and drives on it."""

    def __init__(self, network: RoadNetwork) -> None:
        self.network = network
        self.snapper = Snapper(network)

        self._drives: dict[int, list[Point]] = {}

    def driven(self, seed: int) -> list[Point]:
        """A drive as a good receiver reports it, WGS-84."""
        if seed not in self._drives:
            rng, route = np.random.default_rng(seed), list[int]()
            while len(route) < 40:
                route = random_route(self.network, rng)
            track = drive(self.network, route, Terminal(sigma_m=8.0, silence=0.0), rng)
            self._drives[seed] = [sighting.point for sighting in track.sightings]
        return self._drives[seed]

    def told(self, registered: Datum, sent: Datum, seed: int) -> DatumSuspicion | None:
        """What the watch says of a drive whose terminal sends in another datum than registered."""
        watch, waiting = DatumWatch(), list[LivePosition]()
        for n, point in enumerate(self.driven(seed)[:60]):
            numbers = from_wgs84(point, sent)
            watch.moved(position(to_wgs84(*numbers, registered), n * 10_000, registered))
            waiting += watch.take()
        places = [place for sample in waiting for place in readings(sample)]
        arcs, shares = self.snapper.nearest_many(places)
        roads = (self.network.point_at(int(a), float(s)) for a, s in zip(arcs, shares, strict=True))
        metres = [distance_m(place, road) for place, road in zip(places, roads, strict=True)]
        for n, sample in enumerate(waiting):
            watch.note(sample, metres[3 * n : 3 * n + 3])
        return watch.suspicion("V")


def position(point: Point, at_ms: int, datum: Datum, kmh: float = 40.0) -> LivePosition:
    return LivePosition(
        vehicle_id="V",
        point=point,
        at_ms=at_ms,
        received_ms=at_ms,
        speed_kmh=kmh,
        heading_deg=0.0,
        datum=datum,
    )


@pytest.fixture(scope="module", params=["十堰", "济南"])
def roads(request: pytest.FixtureRequest, shared_data: Path) -> Roads:
    """A mountain prefecture and a city of seven million with a street every hundred metres."""
    if request.param == "济南":
        return Roads(jinan_roads(shared_data / "jinan"))
    return Roads(shiyan().roads)


@pytest.mark.parametrize(("registered", "sent"), REGISTERED_AND_SENT)
def test_what_the_terminal_really_sends_in_is_named(
    roads: Roads, registered: Datum, sent: Datum
) -> None:
    suspicion = roads.told(registered, sent, seed=7)
    assert suspicion is not None
    assert (suspicion.registered, suspicion.fits) == (registered, sent)
    assert suspicion.samples >= SAMPLES_MIN
    assert suspicion.fits_m < suspicion.residual_m / 2


@pytest.mark.parametrize("datum", Datum)
def test_a_right_register_is_never_suspected(roads: Roads, datum: Datum) -> None:
    assert [roads.told(datum, datum, seed) for seed in (7, 8)] == [None, None]


def fed(watch: DatumWatch, count: int, metres: tuple[float, float, float], datum: Datum) -> None:
    for n in range(count):
        watch.note(position(Point(110.8, 32.6), n * 10_000, datum), metres)


def test_where_nothing_fits_the_map_is_poor_and_nobody_is_suspected() -> None:
    watch = DatumWatch()
    fed(watch, 100, (400.0, 200.0, 900.0), Datum.WGS84)
    assert watch.suspicion("V") is None
    assert watch.suspicion("W") is None


def test_a_few_samples_are_no_evidence_and_another_register_entry_begins_anew() -> None:
    watch = DatumWatch()
    fed(watch, SAMPLES_MIN - 1, (400.0, 5.0, 900.0), Datum.WGS84)
    assert watch.suspicion("V") is None
    fed(watch, 1, (400.0, 5.0, 900.0), Datum.WGS84)
    assert watch.suspicion("V") is not None
    fed(watch, 1, (400.0, 5.0, 900.0), Datum.GCJ02)
    assert watch.suspicion("V") is None, "the register was mended"
    fed(watch, SAMPLES_MIN, (400.0, 5.0, 900.0), Datum.GCJ02)
    assert watch.suspicion("V") is None


def test_only_drives_are_samples_and_not_too_many_of_them() -> None:
    watch = DatumWatch()
    for n in range(100):
        watch.moved(position(Point(110.8 + n * 1e-3, 32.6), n * 1000, Datum.WGS84, kmh=10.0))
    assert watch.take() == []
    taken = 0
    for n in range(100):
        watch.moved(position(Point(110.8 + n * 1e-3, 32.6), n * 1000, Datum.WGS84))
        taken += len(watch.take())
    assert taken == 10
    watch.moved(position(Point(110.8905, 32.6), 10**9, Datum.WGS84))
    assert watch.take() == [], "it has hardly moved since"
