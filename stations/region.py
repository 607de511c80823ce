"""A region (地区) in memory: everything static that dispatch, screens and simulation stand on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import msgspec
import shapely
from shapely.geometry.base import BaseGeometry

from geo.gazetteer.place import KPost, Place
from geo.regions.areas import Area
from geo.roads import store
from geo.roads.drawing import main_roads
from geo.roads.network import RoadNetwork
from geo.roads.profiles import Profile, ambulance
from geo.roads.segments import RoadSegment
from stations.boundary import BoundaryTerm
from stations.helpers import Aed, Volunteer
from stations.hospitals import Hospital
from stations.organisation import County, Township, Unit, UnitKind
from stations.questions import DatedBook, QuestionBook, built_in
from stations.reach import Reach, reaches_of
from stations.terminals.reporting import Reporting
from stations.terminals.terminal import Terminal
from stations.transfers import TransferLeg, TransferPoint
from stations.vehicles import Vehicle


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Clock limits (时限) of the centre, seconds; national defaults of 国卫医发〔2020〕19号."""

    answer_s: int = 10
    missed_s: int = 30
    order_s: int = 60
    acknowledge_s: int = 30
    departure_s: int = 180
    late_arrival_s: int = 900
    fix_stale_s: int = 60
    fix_stale_at_station_s: int = 900
    link_lost_s: int = 180
    """On a task; so long a terminal is silent before voice has to do (VEH-12)."""


class Mobilisation(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds from the order to wheels turning (出车), by where the crew waits."""

    station_s: int = 120
    township_station_s: int = 150
    mobile_s: int = 15


class Demand(msgspec.Struct, frozen=True, kw_only=True):
    """How many people call, and when: the planner's defaults of domain.md §5.4."""

    sorties_per_100k_day: float = 3.0
    calls_per_sortie: float = 3.5
    two_hour_weights: tuple[float, ...] = ()
    urgency_shares: tuple[float, float, float, float] = (0.10, 0.30, 0.40, 0.20)


class Sharing(msgspec.Struct, frozen=True, kw_only=True):
    """How near a neighbour's idle vehicle must be for a county's desk to see and send it (ORG-03).

    Minutes from its station to the county's nearest township, straight line times the detour.
    """

    neighbour_minutes: int = 60


class RegionMeta(msgspec.Struct, frozen=True, kw_only=True):
    """Name, origin and parameters of a region pack (``pack.toml``)."""

    code: str
    name: str
    name_en: str
    version: str
    city_centre: str
    attribution: str
    detour_factor: float
    speeds_kmh: dict[str, float]
    limits: Limits
    mobilisation: Mobilisation
    demand: Demand
    reporting: Reporting = Reporting()
    sharing: Sharing = Sharing()


@dataclass(frozen=True)
class Region:
    """A loaded, validated region pack.

    Its roads are either drawn (``road_segments``) or imported (``road_file``); ``profile`` says
    how its ambulances drive them. ``places`` are those that the centre's own staff wrote down
    beside all that has a name of itself. ``questions`` are those in force; the coming ones have
    their day, and the former ones, the last first, are kept for who is in the middle of asking.
    """

    meta: RegionMeta
    counties: dict[str, County]
    townships: dict[str, Township]
    units: dict[str, Unit]
    vehicles: dict[str, Vehicle]
    hospitals: dict[str, Hospital]
    areas: tuple[Area, ...]
    road_segments: tuple[RoadSegment, ...]
    road_file: Path | None = None
    places: tuple[Place, ...] = ()
    kposts: tuple[KPost, ...] = ()
    terminals: tuple[Terminal, ...] = ()
    boundary: tuple[BoundaryTerm, ...] = ()
    transfer_points: dict[str, TransferPoint] = field(default_factory=dict)
    transfer_legs: tuple[TransferLeg, ...] = ()
    aeds: dict[str, Aed] = field(default_factory=dict)
    volunteers: dict[str, Volunteer] = field(default_factory=dict)
    profile: Profile = field(default_factory=ambulance)
    questions: QuestionBook = field(default_factory=built_in)
    coming_questions: tuple[DatedBook, ...] = ()
    former_questions: tuple[QuestionBook, ...] = ()

    def questions_of(self, versions: Mapping[str, str]) -> QuestionBook:
        """The book by which a triage goes on: the one that asked these versions of sets, else
        the one in force."""
        books = (self.questions, *self.former_questions)
        return next((book for book in books if book.asked_by(versions)), self.questions)

    @cached_property
    def roads(self) -> RoadNetwork:
        """The road network: mapped from the imported file, else built from the drawn lines."""
        if self.road_file is not None:
            return store.load(self.road_file)
        return RoadNetwork.build(self.road_segments, self.meta.speeds_kmh)

    @cached_property
    def road_lines(self) -> tuple[RoadSegment, ...]:
        """What a map shows: every drawn line, or the greater roads of an imported network."""
        return self.road_segments if self.road_file is None else tuple(main_roads(self.roads))

    @cached_property
    def urban(self) -> BaseGeometry | None:
        """The ground of all urban townships (城区); None where the pack draws none."""
        towns = [
            area.polygon
            for area in self.areas
            if (town := self.townships.get(area.code)) is not None and town.urban
        ]
        return shapely.union_all(towns) if towns else None

    @property
    def vehicle_order(self) -> tuple[str, ...]:
        """Vehicle ids in register order: the index used by the binary position lane. A vehicle
        that joins comes last; none ever leaves while the server runs."""
        return tuple(self.vehicles)

    @property
    def reaches(self) -> dict[str, Reach]:
        """What each unit reaches in the tree (ORG-03), found anew when another edition has
        exchanged the tables."""
        units, vehicles = self.units, self.vehicles
        kept = self.__dict__.get("_reaches")
        if kept is None or kept[0] is not units or kept[1] is not vehicles:
            # Named by the tables before it reads them: whoever exchanges them meanwhile, in
            # another thread, makes it old and not wrong.
            kept = self.__dict__["_reaches"] = (units, vehicles, reaches_of(self))
        reaches: dict[str, Reach] = kept[2]
        return reaches

    @property
    def centres(self) -> tuple[Unit, ...]:
        """Units that take calls: the city centre first, then the county centres."""
        return tuple(u for u in self.units.values() if u.kind is not UnitKind.STATION)

    def serves(self, vehicle: Vehicle, at_ms: int) -> bool:
        """Whether a vehicle may be given a task at this moment: it and its station stand."""
        return vehicle.stands(at_ms) and self.units[vehicle.station_code].stands(at_ms)

    def centre_of_county(self, county_code: str | None) -> str:
        """The unit that owns an incident in this county; the city centre when outside all."""
        county = self.counties.get(county_code or "")
        return county.centre_code if county else self.meta.city_centre
