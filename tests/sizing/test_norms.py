"""Fleet norm and seats on the region pack: figures that a planner can check by hand."""

import math

import pytest

from simulations.sizing.fleet import Norm, NormInvalid, against
from simulations.sizing.queues import LoadInvalid
from simulations.sizing.seats import calls_per_day, seats_by_band
from stations.region import Region
from stations.regionpack import builtin, load

REQUIREMENTS = ("SIM-05", "SIM-06")


@pytest.fixture(scope="module")
def region() -> Region:
    return load(builtin("shiyan"))


def test_the_norm_lies_between_one_and_three_times_the_people_of_the_counties(
    region: Region,
) -> None:
    once = against(region, Norm())
    thrice = against(region, Norm(county_factor=3.0))
    people = sum(c.population for c in region.counties.values())
    assert sum(c.people for c in once) == people
    assert sum(c.by_people for c in once) >= math.ceil(people / 30_000)
    assert sum(c.by_people for c in once) < 226 < sum(c.by_people for c in thrice)


def test_districts_that_the_city_serves_are_never_multiplied(region: Region) -> None:
    factors = {c.name: c.factor for c in against(region, Norm(county_factor=2.0))}
    assert factors["茅箭区"] == 1.0
    assert factors["房县"] == 2.0


def test_a_county_is_short_of_what_its_people_ask_for(region: Region) -> None:
    county = next(c for c in against(region, Norm(people_per_vehicle=5_000)) if c.name == "房县")
    assert county.by_people == math.ceil(county.people / 5_000)
    assert county.missing == county.by_people - county.vehicles > 0
    assert not county.meets


def test_towns_without_a_vehicle_are_named(region: Region) -> None:
    for county in against(region, Norm()):
        named = {t.name for t in region.townships.values() if t.county_code == county.code}
        assert set(county.towns_without) <= named
        assert len(county.towns_without) < county.towns
    assert all(not c.towns_without for c in against(region, Norm(per_town=0)))


@pytest.mark.parametrize(
    "norm", [Norm(county_factor=4.0), Norm(people_per_vehicle=0), Norm(per_town=-1)]
)
def test_a_norm_that_makes_no_sense_is_refused(region: Region, norm: Norm) -> None:
    with pytest.raises(NormInvalid, match="/"):
        against(region, norm)


def test_seats_follow_the_calls_of_the_day(region: Region) -> None:
    day = calls_per_day(region)
    bands = seats_by_band(day, region.meta.demand.two_hour_weights)
    assert sum(b.calls_per_hour * 2 for b in bands) == pytest.approx(day)
    assert all(b.answered_in_time >= 0.95 for b in bands)
    busiest = max(bands, key=lambda b: b.calls_per_hour)
    assert busiest.seats == max(b.seats for b in bands)
    worse = seats_by_band(calls_per_day(region, peak=5.0), region.meta.demand.two_hour_weights)
    assert max(b.seats for b in worse) > busiest.seats


def test_a_county_desk_has_the_calls_of_its_own_people(region: Region) -> None:
    own = sum(calls_per_day(region, u.code) for u in region.centres)
    assert own == pytest.approx(calls_per_day(region))


def test_a_call_that_takes_no_time_is_refused() -> None:
    with pytest.raises(LoadInvalid):
        seats_by_band(100.0, handling_s=0.0)
