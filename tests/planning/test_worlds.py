from pathlib import Path

import numpy as np
import pytest

from geo.roads.conditions import RoadState
from geo.routing.scipy_router import ScipyRouter
from geo.routing.stands import access_s
from simulations.kernel.model import Drive
from simulations.scenarios import Scenario, from_toml, plan
from simulations.worlds import build_world, demand_places, kernel_policy
from simulations.worlds.graph import road_seconds
from simulations.worlds.slots import merged
from stations.vehicles import CAPABILITY_BIT, Capability
from tests.support.planned import COARSE, shiyan, today

REQUIREMENTS = ("SIM-02",)


def test_the_tables_say_what_an_engine_of_its_own_says() -> None:
    region, (_, world) = shiyan(), today()
    kept = merged(region.profile).kept
    seconds, router = road_seconds(region, region.profile, kept), ScipyRouter(region.roads)
    places = [p.point for p in demand_places(region.townships.values(), 0)]
    station = 7
    start = region.units[world.station_ids[station]].point
    for slot in (0, len(kept) - 1):
        for drive in Drive:
            state = RoadState.of(region.roads, seconds[slot, drive], (), "x")
            engine = router.under(state)
            goals = engine.locate_all(places)
            expected = engine.times_from(engine.locate(start), goals).seconds
            expected = expected + np.array([access_s(goal) for goal in goals])
            node = len(places) + station
            found = world.roads.to_target_s[slot, drive, : len(places), node]
            assert (np.isfinite(found) == np.isfinite(expected)).all()
            reached = np.isfinite(expected)
            assert np.abs(found[reached] - expected[reached]).max() < 0.05


def test_times_grow_along_no_arc_faster_than_the_arc_takes() -> None:
    _, world = today()
    roads = world.roads
    tail = np.repeat(np.arange(len(roads.arc_first) - 1), np.diff(roads.arc_first))
    for slot in range(roads.arc_s.shape[0]):
        through = roads.arc_s[slot, 0] + roads.to_target_s[slot, 0][:, roads.arc_head]
        assert (roads.to_target_s[slot, 0][:, tail] <= through + 0.05).all()


def test_people_are_shared_over_the_places_of_their_township() -> None:
    region = shiyan()
    places = demand_places(region.townships.values())
    for code, town in list(region.townships.items())[:20]:
        here = [place for place in places if place.township == code]
        assert len(here) == 5
        assert sum(place.people for place in here) == pytest.approx(town.population)


def test_a_doctor_meets_what_is_asked_of_an_assistant_doctor() -> None:
    _, world = today()
    doctor, assistant = (
        CAPABILITY_BIT[Capability.DOCTOR], CAPABILITY_BIT[Capability.ASSISTANT_DOCTOR],
    )  # fmt: skip
    with_doctor = world.vehicle_can & doctor > 0
    assert with_doctor.any()
    assert (world.vehicle_can[with_doctor] & assistant > 0).all()


def test_every_hour_of_the_week_has_a_slot_and_alike_slots_are_one() -> None:
    slots = merged(shiyan().profile)
    assert len(slots.of_hour) == 168
    assert set(slots.of_hour.tolist()) == set(range(len(slots.kept)))
    assert len(slots.kept) <= 6
    assert slots.of_hour[8] != slots.of_hour[3]  # the peak of a workday is not the night


def test_kept_tables_are_mapped_and_the_same(tmp_path: Path) -> None:
    planned, world = today()
    build_world(planned, tmp_path, COARSE)
    again = build_world(planned, tmp_path, COARSE)
    assert (again.roads.to_target_s == world.roads.to_target_s).all()
    assert again.roads.version == world.roads.version
    (folder,) = tmp_path.glob("*.tables")
    (folder / "arc_s.npy").unlink()  # damaged: made again
    assert build_world(planned, tmp_path, COARSE).roads.version == world.roads.version


def test_the_border_and_the_counties_rules_reach_the_kernel() -> None:
    closed = from_toml(
        'name = "x"\n[policy]\nborder = "closed"\n[policy.counties]\n"房县" = "own_county_first"\n'
    )
    planned = plan(shiyan(), closed)
    world = build_world(planned, None, COARSE)
    assert np.isinf(world.ask_s).sum() == len(world.centre_ids) ** 2 - len(world.centre_ids)
    policy = kernel_policy(planned, world)
    assert policy.own_county_only
    rules = dict(zip(world.centre_ids, policy.dispatch_of_centre, strict=True))
    assert rules["420325"] == "own_county_first"
    assert rules["420300"] == "closest"
    open_border = plan(shiyan(), from_toml('name = "x"\n[policy]\nborder = "open"\n'))
    assert (build_world(open_border, None, COARSE).ask_s == 0).all()


def test_shifts_reach_the_kernel() -> None:
    text = 'name = "x"\n[[vehicles]]\ndo = "change"\nid = "V001"\nshifts = ["20:00-08:00"]\n'
    world = build_world(plan(shiyan(), from_toml(text)), None, COARSE)
    at = world.vehicle_ids.index("V001")
    assert (world.shift_start_s[at, 0], world.shift_end_s[at, 0]) == (72000, 115200)
    assert (world.shift_end_s[at + 1, 0]) == 86400


def test_a_plain_scenario_is_the_world_of_the_pack() -> None:
    _, world = today()
    assert len(world.vehicle_ids) == 226
    assert len(world.hospital_ids) == len(shiyan().hospitals)
    assert Scenario(name="x").policy.choice == "closest"
