"""The import from end to end: file → ways → pieces → stretches → network."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.roads.network import BuildReport, RoadNetwork
from geo.roads.osm.chains import join
from geo.roads.osm.edges import Edges, cut_into_edges
from geo.roads.osm.findings import Finding, Findings
from geo.roads.osm.islands import Dropped, Place, keep_main_part
from geo.roads.osm.layout import Arcs, direct, shapes, traits_of
from geo.roads.osm.reading import MISSING, PER_DEGREE, Bounds, RawRoads, Sign, read_roads
from geo.roads.osm.report import ImportReport, report_of
from geo.roads.osm.signs import SignReader, applicable, ends_of_signs
from geo.roads.osm.source import OsmInvalid, OsmSource, Progress, Silent
from geo.roads.osm.tags import Drive
from geo.roads.profiles import Profile, ambulance
from geo.roads.turns import TurnBans

_KEPT_KINDS = frozenset({"gate", "toll"})
"""Points that stay junctions, so that one of them can be closed by itself."""


@dataclass(frozen=True)
class Surroundings:
    """What the importer is told about the region: where to cut, what is town, where people are.

    All in WGS-84 degrees; ``clip`` includes the margin already.
    """

    clip: BaseGeometry | None = None
    urban: BaseGeometry | None = None
    places: Sequence[Place] = ()


def import_roads(
    path: Path,
    surroundings: Surroundings | None = None,
    profile: Profile | None = None,
    progress: Progress | None = None,
) -> tuple[RoadNetwork, ImportReport]:
    """The road network of an OpenStreetMap file; raises ``OsmInvalid`` when there is none in it."""
    around, profile = surroundings or Surroundings(), profile or ambulance()
    progress, findings = progress or Silent(), Findings()
    source = OsmSource(path)
    raw = read_roads(source, profile, findings, progress)
    ways, drives = len(raw.way), raw.drives
    if not ways:
        raise _no_roads(path, "文件中没有道路", "the file holds no roads")
    progress.stage("构建路网", "building the network", 3)
    if around.clip is not None:
        raw = _near(raw, around.clip, path, findings)
    edges = cut_into_edges(raw, around.clip, findings)
    signs = applicable(raw.signs, findings)
    del raw  # of a province a gigabyte, and the network needs as much
    if not edges.count:
        raise _no_roads(path, "本地区范围内没有道路", "there is no road inside the region")
    progress.advance(1)
    arcs, turns, turns_dropped, dropped = _connect(edges, signs, around.places, findings)
    if not arcs.count:
        raise _no_roads(
            path,
            "没有可往返的道路，只有单行断头路",
            "no road can be driven to and back, there are only one-way stubs",
        )
    progress.advance(1)
    network = _lay_out(edges, arcs, drives, turns, around, profile)
    progress.advance(1)
    figures = {
        "ways": ways,
        "edges": edges.count,
        "nodes": network.node_count,
        "arcs": network.arc_count,
        "turn_pairs": len(turns.pairs),
        "turn_chains": len(turns.chains),
        "turns_dropped": turns_dropped,
    }
    return network, report_of(dropped, findings, figures, path.name, _km(arcs))


def _near(raw: RawRoads, clip: BaseGeometry, path: Path, findings: Findings) -> RawRoads:
    """The ways near the region; an extract of somewhere else is told with where both lie."""
    near = raw.within(clip.bounds)
    pieces_left_out = (len(raw.node) - len(raw.way)) - (len(near.node) - len(near.way))
    findings.subject = ""
    findings.add(Finding.OUTSIDE, "", pieces_left_out)
    if not len(near.way):
        known = raw.lon != MISSING
        lon, lat = raw.lon[known] / PER_DEGREE, raw.lat[known] / PER_DEGREE
        lies = _box((lon.min(), lat.min(), lon.max(), lat.max())) if known.any() else "?"
        raise _no_roads(
            path,
            f"本地区范围内没有道路（文件 {lies}，地区 {_box(clip.bounds)}）",
            f"there is no road inside the region (file {lies}, region {_box(clip.bounds)})",
        )
    return near


def _box(bounds: Bounds) -> str:
    west, south, east, north = bounds
    return f"{west:.2f}–{east:.2f} E, {south:.2f}–{north:.2f} N"


def _connect(
    edges: Edges, signs: list[tuple[str, Sign]], places: Sequence[Place], findings: Findings
) -> tuple[Arcs, TurnBans, int, Dropped]:
    """The arcs of the main part, the bans on them, how many bans fell away, and what else did."""
    chains = join(edges, _kept_vertices(edges, ends_of_signs(signs, edges)))
    everything = direct(edges, chains)
    bans = SignReader(edges, everything, findings).bans(signs)
    arcs, kept, dropped = keep_main_part(edges, everything, places)
    turns, turns_dropped = _renumber(bans, kept)
    return arcs, turns, turns_dropped, dropped


def _no_roads(path: Path, zh: str, en: str) -> OsmInvalid:
    return OsmInvalid(
        f"{path.name}：{zh}。改法：换用包含本地区的文件，并核对地区包的坐标",
        f"{path.name}: {en}. Remedy: take an extract that covers the region, and check the "
        "coordinates of the pack",
    )


def _kept_vertices(edges: Edges, of_signs: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Vertices that stay junctions whatever meets there."""
    kept = np.zeros(len(edges.lon), dtype=np.bool_)
    kept[[vertex for vertex, kind in edges.special.items() if kind in _KEPT_KINDS]] = True
    kept[of_signs] = True
    return kept


def _renumber(bans: TurnBans, kept: NDArray[np.bool_]) -> tuple[TurnBans, int]:
    """The bans on the arcs that stay, and how many went with the others."""
    number = np.where(kept, np.cumsum(kept) - 1, -1)
    sequences = [*map(tuple, bans.pairs.tolist()), *bans.chains]
    moved = [tuple(number[list(sequence)].tolist()) for sequence in sequences]
    whole = [sequence for sequence in moved if min(sequence) >= 0]
    return TurnBans.of(whole), len(moved) - len(whole)


def _km(arcs: Arcs) -> float:
    """Length of the network, each stretch once."""
    once = np.where(arcs.twin > np.arange(arcs.count), 0.0, arcs.metres)
    return float(once.sum()) / 1000.0


def _lay_out(
    edges: Edges,
    arcs: Arcs,
    drives: list[Drive],
    turns: TurnBans,
    around: Surroundings,
    profile: Profile,
) -> RoadNetwork:
    """All arrays of the network, read-only."""
    used = sorted(set(arcs.drive.tolist()))
    words = [word for i in used for word in (drives[i].name, drives[i].reference)]
    names = {word: i for i, word in enumerate(dict.fromkeys(["", *words]))}
    label = np.array([names.get(d.name or d.reference, 0) for d in drives], dtype=np.int32)
    known = [d if d.reference in names else d._replace(reference="") for d in drives]
    traits = traits_of(edges, arcs, known, around.urban, profile, names)
    vertices, ends = np.unique(np.concatenate([arcs.tail, arcs.head]), return_inverse=True)
    seconds = profile.seconds_of(traits, arcs.metres)
    columns = {
        "node_lon": edges.lon[vertices] / PER_DEGREE,
        "node_lat": edges.lat[vertices] / PER_DEGREE,
        "arc_tail": ends[: arcs.count].astype(np.int32),
        "arc_head": ends[arcs.count :].astype(np.int32),
        "arc_reverse": arcs.twin.astype(np.int32),
        "arc_metres": arcs.metres,
        "arc_seconds": seconds,
        "arc_schematic": np.zeros(arcs.count, dtype=np.bool_),
        "arc_island": np.zeros(arcs.count, dtype=np.bool_),
        "arc_name": label[arcs.drive],
        **shapes(edges, arcs),
    }
    for array in (*columns.values(), *vars(traits).values()):
        array.flags.writeable = False
    return RoadNetwork(
        **columns,
        names=tuple(names),
        report=_build_report(columns["arc_tail"], len(vertices), len(drives)),
        turns=turns,
        traits=traits,
    )


def _build_report(tail: NDArray[np.int32], nodes: int, segments: int) -> BuildReport:
    """The figures every network carries; the import's own report says the rest."""
    return BuildReport(
        segments=segments,
        nodes=nodes,
        arcs=len(tail),
        schematic_arcs=0,
        without_length=0,
        repeated=0,
        components=1,
        island_arcs=0,
    )
