"""The logins of the demo: a dispatcher and a shift leader for each centre, a duty for each
station, an emergency department for each hospital, a crew for each vehicle, and the rest.

They exist only where ``liandong demo`` made them, and all have one printed password.
"""

from collections.abc import Iterator

from console.people.accounts import Account
from dispatch.domain.actors import Role
from stations.organisation import Unit, UnitKind
from stations.region import Region

PASSWORD = "liandong-120"
SECOND_AT_CITY = "city2"

_COUNTY_NAMES = {
    "420304": "yunyang",
    "420322": "yunxi",
    "420323": "zhushan",
    "420324": "zhuxi",
    "420325": "fangxian",
    "420381": "danjiangkou",
}
"""How the county centres of 十堰 are typed; of another region the unit code is the name."""


def desk_name(unit: Unit) -> str:
    """The user name of a centre's dispatcher."""
    if unit.kind is UnitKind.CITY_CENTRE:
        return "city"
    return _COUNTY_NAMES.get(unit.code, unit.code)


def hospital_login(code: str) -> str:
    """The user name of a hospital's emergency department."""
    return f"hospital-{code}"


def demo_extensions(region: Region) -> str:
    """A telephone for every desk, at the simulated exchange (docs/telephony.md)."""
    desks = [desk_name(unit) for unit in region.centres]
    return ",".join(f"{desk}:{8001 + n}" for n, desk in enumerate(desks))


def colleagues(region: Region) -> list[str]:
    """The desks at which simulated dispatchers sit: the counties', and the second of the city's;
    the first is the user's."""
    city = region.meta.city_centre
    return [*(desk_name(unit) for unit in region.centres if unit.code != city), SECOND_AT_CITY]


def demo_accounts(region: Region) -> Iterator[Account]:
    """Every login of the demo."""
    centre = region.meta.city_centre
    for unit in region.centres:
        yield Account(
            username=desk_name(unit),
            name=f"{unit.name}调度",
            role=Role.DISPATCHER,
            unit=unit.code,
        )
        yield Account(
            username=f"leader-{desk_name(unit)}",
            name=f"{unit.name}班长",
            role=Role.SHIFT_LEADER,
            unit=unit.code,
        )
    for unit in region.units.values():
        if unit.kind is UnitKind.STATION:
            yield Account(
                username=f"duty-{unit.code}",
                name=f"{unit.name}值班",
                role=Role.STATION_DUTY,
                unit=unit.code,
            )
    for hospital in region.hospitals.values():
        yield Account(
            username=hospital_login(hospital.code),
            name=f"{hospital.name}急诊",
            role=Role.HOSPITAL,
            unit=hospital.code,
        )
    yield Account(username=SECOND_AT_CITY, name="市中心二席", role=Role.DISPATCHER, unit=centre)
    yield Account(username="quality", name="质控", role=Role.QUALITY, unit=centre)
    yield Account(username="observer", name="卫健委观察员", role=Role.OBSERVER, unit=centre)
    yield Account(username="planner", name="规划", role=Role.PLANNER, unit=centre)
    yield Account(username="admin", name="管理员", role=Role.ADMIN, unit=centre)
    yield Account(username="gateway", name="网关", role=Role.GATEWAY, unit=centre)
    for vehicle in region.vehicles.values():
        yield Account(
            username=f"crew-{vehicle.id}",
            name=f"{vehicle.name}车组",
            role=Role.CREW,
            unit=vehicle.station_code,
            vehicle_id=vehicle.id,
        )
