"""What an import did, in numbers and in words: nothing is left out without being told here."""

import msgspec

from geo.roads.osm.findings import Finding, Findings
from geo.roads.osm.islands import Dropped, Island, Stranded

_SHOWN_MAX = 5


class ImportReport(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of one import. ``found`` counts each finding by name, ``examples`` has a few."""

    file: str
    ways: int
    edges: int
    nodes: int
    arcs: int
    km: float
    turn_pairs: int
    turn_chains: int
    turns_dropped: int
    islands: int
    island_km: float
    oneway_km: float
    largest_islands: tuple[Island, ...]
    stranded: tuple[Stranded, ...]
    found: dict[str, int]
    examples: dict[str, list[str]]

    @property
    def kept_share(self) -> float:
        """Length of the network as a share of all that was drivable."""
        whole = self.km + self.island_km + self.oneway_km
        return self.km / whole if whole else 0.0

    def lines(self) -> list[str]:
        """The report to print, Chinese first."""
        return [
            f"{self.file}：{self.ways} 条道路 → {self.nodes} 个路口，{self.arcs} 条有向路段，"
            f"{self.km:.0f} 公里",
            f"  {self.ways} ways → {self.nodes} junctions, {self.arcs} directed stretches, "
            f"{self.km:.0f} km",
            f"禁止转向 {self.turn_pairs} 处，跨路段的 {self.turn_chains} 处"
            f" / turn bans: {self.turn_pairs} at junctions, {self.turn_chains} over ways between",
            f"可往返的路网占 {self.kept_share:.1%}；"
            f"孤立 {self.islands} 片 {self.island_km:.1f} 公里、"
            f"只进或只出 {self.oneway_km:.1f} 公里未导入",
            f"  {self.kept_share:.1%} can be driven to and back; left out: {self.islands} islands "
            f"({self.island_km:.1f} km) and {self.oneway_km:.1f} km that lead only in or only out",
            *self._found_lines(),
            *self._warnings(),
        ]

    def _found_lines(self) -> list[str]:
        lines: list[str] = []
        for kind in Finding:
            if kind.name in self.found:
                words, count = kind.value, self.found[kind.name]
                lines.append(f"{words.zh}：{count} / {words.en}: {count}")
                lines += [f"    {e}" for e in self.examples.get(kind.name, [])[:_SHOWN_MAX]]
        return lines

    def _warnings(self) -> list[str]:
        """What keeps an ambulance from people."""
        return [
            f"提醒 {s.place}：最近的道路（{s.island_m:.0f} 米）与路网不相通，"
            f"救护车只能到 {s.main_m:.0f} 米外。改法：在地图上补全连接处\n"
            f"  warning {s.place}: its nearest road ({s.island_m:.0f} m) joins nothing; an "
            f"ambulance ends {s.main_m:.0f} m away. Remedy: mend the joint in the map"
            for s in self.stranded
        ]


def report_of(
    dropped: Dropped, findings: Findings, figures: dict[str, int], file: str, km: float
) -> ImportReport:
    """The report of these results."""
    return ImportReport(
        **figures,
        file=file,
        km=round(km, 3),
        islands=dropped.islands,
        island_km=round(dropped.island_km, 3),
        oneway_km=round(dropped.oneway_km, 3),
        largest_islands=dropped.largest,
        stranded=dropped.stranded,
        found={kind.name: findings.counts[kind] for kind in Finding if kind in findings.counts},
        examples={kind.name: kept for kind, kept in findings.examples.items() if kept},
    )
