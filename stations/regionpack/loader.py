"""From a folder to a ``Region``: read everything, check everything, then build."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal, overload

from geo.coordinates import Datum
from geo.regions.areas import Area
from geo.roads.profiles import Profile
from geo.roads.segments import RoadSegment
from stations.organisation import Unit, UnitKind
from stations.questions import QuestionBook
from stations.region import Region
from stations.regionpack import checks, desk_checks
from stations.regionpack.columns import Table
from stations.regionpack.draft import Draft
from stations.regionpack.layers import check_road_file, make_areas, read_areas, read_roads
from stations.regionpack.manifest import FILE as MANIFEST_FILE
from stations.regionpack.manifest import Manifest, read_manifest
from stations.regionpack.own_profile import read_own_profile
from stations.regionpack.own_questions import read_own_questions
from stations.regionpack.problems import PackInvalid, Problem, Say, Severity, has_errors
from stations.regionpack.rows import read_optional_table, read_table
from stations.regionpack.schema import (
    COUNTIES,
    HOSPITALS,
    KPOSTS,
    OPTIONAL_TABLES,
    PLACES,
    TABLES,
    TERMINALS,
    TOWNSHIPS,
    UNITS,
    VEHICLES,
)
from stations.regionpack.schema_dispatch import (
    AEDS,
    BOUNDARY,
    TRANSFER_LEGS,
    TRANSFER_POINTS,
    VOLUNTEERS,
)
from stations.vehicles import Vehicle


def builtin(name: str) -> Path:
    """The folder of a pack that comes with the program, such as ``shiyan``."""
    return Path(__file__).parent / name


def check(path: Path) -> list[Problem]:
    """Everything that is wrong with a pack, all at once; an empty list for a good one."""
    return _read(path)[1]


@overload
def load(path: Path) -> Region: ...
@overload
def load(path: Path, strict: Literal[True]) -> Region: ...
@overload
def load(path: Path, strict: Literal[False]) -> tuple[Region, Sequence[Problem]]: ...
def load(path: Path, strict: bool = True) -> Region | tuple[Region, Sequence[Problem]]:
    """The region of a pack; raises ``PackInvalid`` when it has errors.

    With ``strict=False`` bad rows, and rows that refer to them, are left out and told beside the
    region; only a pack without a readable manifest or without its city centre still raises.
    """
    region, problems = _read(path)
    if region is None or (strict and has_errors(problems)):
        raise PackInvalid(problems)
    return region if strict else (region, problems)


def _read(path: Path) -> tuple[Region | None, list[Problem]]:
    """The region as far as it can be built, and every problem."""
    if not path.is_dir():
        message = Say("没有这个文件夹", "there is no such folder")
        remedy = Say("给出地区包所在的文件夹", "give the folder that holds the pack")
        return None, [Problem.at((path.name, 0), "", "", message, remedy)]
    draft = Draft()
    manifest, draft.problems = read_manifest(path)
    datum = manifest.datum if manifest else Datum.WGS84
    for table in TABLES:
        draft.take(table.file, read_table(path, table, datum))
    for table in OPTIONAL_TABLES:
        draft.take(table.file, read_optional_table(path, table, datum))
    draft.take("areas", read_areas(path, datum))
    road_file = path / manifest.road_file if manifest and manifest.road_file else None
    if road_file is None:
        speeds_kmh = manifest.meta.speeds_kmh if manifest else None
        segments, problems = read_roads(path, datum, speeds_kmh)
        checks.check_any_roads(draft, segments)
    else:
        segments, problems = (), check_road_file(road_file)
    draft.problems += problems
    profile, problems = read_own_profile(path)
    draft.problems += problems
    questions, dated, problems = read_own_questions(path)
    draft.problems += problems
    desk_checks.check_dates(draft)
    checks.check_tree(draft)
    checks.check_centres(draft)
    checks.check_references(draft)
    desk_checks.check_desks(draft)
    checks.check_areas(draft)
    checks.check_call_signs(draft)
    checks.check_terminals(draft)
    areas = make_areas(draft.rows["areas"])
    checks.check_positions(draft, areas)
    desk_checks.check_overlaps(draft, areas)
    checks.check_islands(draft, segments)
    if manifest is None or not _has_city_centre(draft, manifest):
        return None, draft.problems
    region = _build(manifest, draft, areas, segments, road_file, profile, questions)
    return replace(region, coming_questions=dated), draft.problems


def _has_city_centre(draft: Draft, manifest: Manifest) -> bool:
    """Whether the unit named in the manifest is there and is the city centre."""
    code = manifest.meta.city_centre
    row = draft.rows[UNITS.file].get(code)
    if row and row.values["kind"] is UnitKind.CITY_CENTRE:
        return True
    message = Say("units.csv 中没有这个市急救中心", "no such city centre in units.csv")
    remedy = Say("填市急救中心的编号", "give the code of the city centre")
    told = code in draft.dropped[UNITS.file] or UNITS.file in draft.incomplete
    severity = Severity.WARNING if told else Severity.ERROR
    place = (MANIFEST_FILE, manifest.city_centre_line)
    draft.problems.append(Problem.at(place, "city_centre", code, message, remedy, severity))
    return False


def _build(
    manifest: Manifest,
    draft: Draft,
    areas: tuple[Area, ...],
    segments: tuple[RoadSegment, ...],
    road_file: Path | None,
    profile: Profile,
    questions: QuestionBook,
) -> Region:
    """The records of all rows that stand. A vehicle's county and level are those of its station."""

    def records(table: Table) -> dict[str, Any]:
        return {key: table.record(**row.values) for key, row in draft.rows[table.file].items()}

    units = records(UNITS)
    vehicles = {
        key: _make_vehicle(row.values, units) for key, row in draft.rows[VEHICLES.file].items()
    }
    return Region(
        meta=manifest.meta,
        counties=records(COUNTIES),
        townships=records(TOWNSHIPS),
        units=units,
        vehicles=vehicles,
        hospitals=records(HOSPITALS),
        areas=areas,
        road_segments=segments,
        road_file=road_file,
        places=tuple(records(PLACES).values()),
        kposts=tuple(records(KPOSTS).values()),
        terminals=tuple(records(TERMINALS).values()),
        boundary=tuple(records(BOUNDARY).values()),
        transfer_points=records(TRANSFER_POINTS),
        transfer_legs=tuple(records(TRANSFER_LEGS).values()),
        aeds=records(AEDS),
        volunteers=records(VOLUNTEERS),
        profile=profile,
        questions=questions,
    )


def _make_vehicle(values: Mapping[str, Any], units: Mapping[str, Unit]) -> Vehicle:
    """A vehicle lies in its station's county, and has its level unless it says otherwise."""
    station = units[values["station_code"]]
    level = values["level"] or station.level
    return Vehicle(**{**values, "level": level, "county_code": station.county_code})
