"""What a scenario may change: stations, vehicles and their shifts, hospitals, policy, demand.

Everything left out stays as the region pack has it, so that an empty scenario *is* today. Codes are
the pack's own. Coordinates are WGS-84 degrees. The same words stand in the TOML file, in the JSON
of the planner's pages and in the Python API.
"""

from enum import StrEnum
from typing import Annotated

import msgspec

from dispatch.domain.choices import PolicyName
from stations.hospitals import CentreFlag
from stations.organisation import Level
from stations.vehicles import Capability, VehicleKind

DAYS_MAX = 3660
REPLICATIONS_MAX = 1000
CHANGES_MAX = 2000
FACTOR_MAX = 100.0
COUNT_MAX = 200

Code = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
Text = Annotated[str, msgspec.Meta(max_length=2000)]
Factor = Annotated[float, msgspec.Meta(ge=0, le=FACTOR_MAX)]
Value = float | tuple[float, ...]
Weights = Annotated[tuple[Annotated[float, msgspec.Meta(ge=0)], ...], msgspec.Meta(max_length=24)]


class _Part(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """A part of a scenario: a misspelt field must not vanish, a default need not be written."""


class Do(StrEnum):
    """What happens to a station, a vehicle or a hospital."""

    ADD = "add"
    REMOVE = "remove"
    MOVE = "move"
    CHANGE = "change"


DO_NAMES: dict[Do, tuple[str, str]] = {
    Do.ADD: ("增加", "add"),
    Do.REMOVE: ("撤销", "remove"),
    Do.MOVE: ("迁移", "move"),
    Do.CHANGE: ("变更", "change"),
}


class MoveUpName(StrEnum):
    """How idle vehicles are moved to where cover is thin (待命调整, DSP-18)."""

    NONE = "none"
    DMEXCLP = "dmexclp"
    COMPLIANCE = "compliance"
    PRIORITY = "priority"


MOVE_UP_NAMES: dict[MoveUpName, tuple[str, str]] = {
    MoveUpName.NONE: ("不调整", "none"),
    MoveUpName.DMEXCLP: ("动态期望覆盖", "DMEXCLP"),
    MoveUpName.COMPLIANCE: ("按在站车数布点", "compliance table"),
    MoveUpName.PRIORITY: ("站点优先序", "priority list"),
}


class StationChange(_Part, frozen=True, kw_only=True):
    """A station added (at a township's seat or a point), moved, or closed.

    ``vehicles_to`` names the station that gets the vehicles of a closed one; left out, they go
    out of service with it.
    """

    do: Do
    code: Code
    name: Text = ""
    township: str = ""
    lon: float | None = None
    lat: float | None = None
    level: Level = Level.TOWNSHIP
    vehicles_to: str = ""


class VehicleChange(_Part, frozen=True, kw_only=True):
    """Vehicles added at a station, taken away, based elsewhere, or put on other shifts.

    ``like`` copies kind and crew of a known vehicle; otherwise a new one is a regular ambulance
    with doctor and nurse. ``shifts`` are windows of the day such as ``08:00-20:00``; none means
    round the clock.
    """

    do: Do
    id: str = ""
    station: str = ""
    count: Annotated[int, msgspec.Meta(ge=1, le=COUNT_MAX)] = 1
    like: str = ""
    kind: VehicleKind = VehicleKind.REGULAR
    capabilities: tuple[Capability, ...] = (Capability.DOCTOR, Capability.NURSE)
    shifts: Annotated[tuple[str, ...], msgspec.Meta(max_length=8)] = ()


class HospitalChange(_Part, frozen=True, kw_only=True):
    """A hospital added, closed, or with another emergency department or other centres."""

    do: Do
    code: Code
    name: Text = ""
    township: str = ""
    lon: float | None = None
    lat: float | None = None
    emergency: bool | None = None
    centres: tuple[CentreFlag, ...] | None = None


class StandbyRow(_Part, frozen=True, kw_only=True):
    """Where the free vehicles of a county's centre wait, for the move-up rules that go by a table.

    Compliance table: one row for each number of free vehicles, 1, 2, 3 …, with a place for each of
    them; with more vehicles than the last row, the others wait at home. Priority list: one row
    without ``free``, the station to be filled first on top. A station may stand several times.
    """

    county: Code
    free: Annotated[int, msgspec.Meta(ge=0, le=COUNT_MAX)] = 0
    stations: Annotated[tuple[Code, ...], msgspec.Meta(min_length=1, max_length=COUNT_MAX)]


class Border(StrEnum):
    """What a centre must do to send another centre's vehicle, in a scenario."""

    PACK = "pack"
    OPEN = "open"
    CLOSED = "closed"


BORDER_NAMES: dict[Border, tuple[str, str]] = {
    Border.PACK: ("按现行跨界规则", "as the pack's boundary rules say"),
    Border.OPEN: ("跨县直接派最近车辆", "any county's vehicle is simply sent"),
    Border.CLOSED: ("只派本县车辆", "nobody is sent over a county's border"),
}


class PolicyTerms(_Part, frozen=True, kw_only=True):
    """By which rules vehicles are chosen; ``counties`` for centres that have rules of their own."""

    choice: PolicyName = PolicyName.CLOSEST
    border: Border = Border.PACK
    redispatch: bool = True
    """Whether a vehicle on its way may be called off for a more urgent case, as on the desk."""
    meet: bool = True
    """Whether an advanced crew is sent too where the first has no doctor (会车)."""
    cover_minutes: Annotated[float, msgspec.Meta(gt=0, le=120)] = 15.0
    move_up: MoveUpName = MoveUpName.NONE
    busy_share: Annotated[float, msgspec.Meta(ge=0, lt=1)] = 0.3
    """DMEXCLP: the share of its time that a crew is taken to be busy."""
    counties: dict[str, PolicyName] = {}


class DemandTerms(_Part, frozen=True, kw_only=True):
    """Where and when more or fewer people call than the pack's own figures say."""

    factor: Factor = 1.0
    counties: dict[str, Factor] = {}
    townships: dict[str, Factor] = {}
    workday_hours: Weights = ()
    restday_hours: Weights = ()
    """Weights of the parts of the day: 12 (two hours each) or 24; none, those of the pack."""


class MobilisationTerms(_Part, frozen=True, kw_only=True):
    """Median seconds from the order to wheels turning (出车); left out, as the pack says."""

    station_s: Annotated[float, msgspec.Meta(gt=0, le=3600)] | None = None
    township_station_s: Annotated[float, msgspec.Meta(gt=0, le=3600)] | None = None
    mobile_s: Annotated[float, msgspec.Meta(ge=0, le=3600)] | None = None


class Scenario(_Part, frozen=True, kw_only=True):
    """One question: what if these things were so, everything else as today?

    ``days`` are counted, ``warm_up_days`` before them are simulated and thrown away; with the same
    ``seed`` every scenario meets the very same callers (common random numbers).
    """

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
    question: Text = ""
    baseline: str = ""
    """Code of the region it is meant for, such as 420300; none, whichever it is used on."""
    first_day: Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d\d-\d\d$")] = "2026-01-05"
    days: Annotated[int, msgspec.Meta(ge=1, le=DAYS_MAX)] = 28
    warm_up_days: Annotated[int, msgspec.Meta(ge=0, le=60)] = 1
    replications: Annotated[int, msgspec.Meta(ge=1, le=REPLICATIONS_MAX)] = 10
    seed: Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)] = 120
    policy: PolicyTerms = PolicyTerms()
    demand: DemandTerms = DemandTerms()
    mobilisation: MobilisationTerms = MobilisationTerms()
    parameters: dict[str, Value] = {}
    """Other values than the defaults of ``simulations.kernel.parameters``, by field."""
    stations: Annotated[tuple[StationChange, ...], msgspec.Meta(max_length=CHANGES_MAX)] = ()
    vehicles: Annotated[tuple[VehicleChange, ...], msgspec.Meta(max_length=CHANGES_MAX)] = ()
    hospitals: Annotated[tuple[HospitalChange, ...], msgspec.Meta(max_length=CHANGES_MAX)] = ()
    standby: Annotated[tuple[StandbyRow, ...], msgspec.Meta(max_length=CHANGES_MAX)] = ()

    def as_baseline(self) -> "Scenario":
        """Today, over the same days with the same callers' luck: what this one is compared with."""
        return Scenario(
            name="现状 / today",
            baseline=self.baseline,
            first_day=self.first_day,
            days=self.days,
            warm_up_days=self.warm_up_days,
            replications=self.replications,
            seed=self.seed,
        )
