"""Whatever comes into force, in whatever order: places in the register stay whose they were."""

from dataclasses import replace

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from geo.coordinates import Datum
from stations.positions.book import PositionBook
from stations.positions.fix import Fix
from stations.reach import reaches_of
from stations.region import Region
from stations.taking import take_at_once
from stations.terminals.plates import Plates, plate_key
from stations.vehicles import Vehicle
from tests.support.small_world import EIGHT_MS, small_region

REQUIREMENTS = ("ORG-01", "VEH-06")

IDS = (*small_region().vehicles, "新01", "新02", "新03")
STATIONS = sorted({one.station_code for one in small_region().vehicles.values()})


@st.composite
def editions(draw: st.DrawFn) -> Region:
    """A pack with some of the vehicles, at any station, some of them at one that is not there."""
    region, vehicles = small_region(), {}
    for vehicle_id in draw(st.lists(st.sampled_from(IDS), unique=True)):
        like = region.vehicles.get(vehicle_id) or next(iter(region.vehicles.values()))
        vehicles[vehicle_id] = msgspec.structs.replace(
            like,
            id=vehicle_id,
            plate=f"鄂C·{draw(st.integers(10_000, 99_999))}",
            station_code=draw(st.sampled_from([*STATIONS, "还没有的站"])),
        )
    return replace(region, vehicles=vehicles)


def after(running: dict[str, Vehicle], newer: Region) -> dict[str, Vehicle]:
    """What runs after an edition, said once more and plainly."""
    there = {v.id: v for v in newer.vehicles.values() if v.station_code in STATIONS}
    kept = [there.get(vehicle_id, vehicle) for vehicle_id, vehicle in running.items()]
    return {v.id: v for v in (*kept, *there.values())}


@given(st.lists(editions(), min_size=1, max_size=4))
def test_nobody_leaves_or_moves_up_and_all_that_hangs_on_the_register_follows(
    packs: list[Region],
) -> None:
    running = replace(small_region())
    book, plates = PositionBook(running), Plates()
    for newer in packs:
        expected, order = after(running.vehicles, newer), running.vehicle_order
        assert running.reaches == reaches_of(running)  # kept, and old from here on
        take_at_once(running, newer, EIGHT_MS)
        assert running.vehicle_order[: len(order)] == order
        assert list(running.vehicles) == list(expected)
        for vehicle in running.vehicles.values():
            told = expected[vehicle.id]
            assert (vehicle.plate, vehicle.station_code) == (told.plate, told.station_code)
            assert vehicle.county_code == running.units[vehicle.station_code].county_code
            assert plates.find(running.vehicles, plate_key(vehicle.plate)) is not None
        assert running.reaches == reaches_of(running)
    for vehicle_id in IDS:
        here = Fix(vehicle_id=vehicle_id, lon=110.8, lat=32.6, datum=Datum.WGS84, at_ms=EIGHT_MS)
        assert (book.receive(here, EIGHT_MS) is None) == (vehicle_id in running.vehicles)
