"""How often a terminal shall tell where it is (回传间隔), by what its vehicle is doing (VEH-05)."""

import msgspec

from stations.status import ON_TASK, VehicleState


class Intervals(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds between two positions; every report costs the SIM card's data and the battery."""

    on_task_s: int = 5
    mobile_s: int = 15
    station_s: int = 60
    off_duty_s: int = 300

    def of(self, state: VehicleState) -> int:
        """The interval of a vehicle in this state. A paused one may be called again any moment."""
        if state in ON_TASK:
            return self.on_task_s
        if state is VehicleState.AVAILABLE_MOBILE:
            return self.mobile_s
        return self.off_duty_s if state is VehicleState.OFF_DUTY else self.station_s


class Reporting(Intervals, frozen=True, kw_only=True):
    """The region's intervals, and those of units that want others: a centre's hold for all its
    stations, a station's own go before them."""

    units: dict[str, Intervals] = {}

    def every_s(self, state: VehicleState, station_code: str, centre_code: str) -> int:
        """The interval of a vehicle of this station."""
        own = self.units.get(station_code) or self.units.get(centre_code) or self
        return own.of(state)
