"""JEMSS's rules once more, as plainly as can be: the judge of the compiled engine.

Every route is a list of nodes of the full road graph with the times at which they are passed, every
search a Dijkstra on that graph, every choice a loop over all ambulances. Nothing is reduced, kept
or shared with the engine but the reading of the model. For small towns only.
"""

import heapq
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from simulations.jemss.demand import read_demand
from simulations.jemss.model import Calls, Model
from simulations.jemss.roads import Roads
from simulations.jemss.tables import Tables

IDLE, MOBILISING, TO_SCENE, BUSY, FREE, HOMEWARD = range(6)
LOW = 2
INF = float("inf")


@dataclass
class Route:
    """From ``begins`` over ``nodes`` (passed at ``at``) and off the road until ``ends``."""

    nodes: list[int]
    at: list[float]
    begins: float
    ends: float
    mode: int
    last_km: float

    def next_node(self, mode: int, now: float, speeds: Any) -> tuple[int, float]:
        """Which node can be reached first, and in how many days."""
        if self.ends <= now:
            return self.nodes[-1], self.last_km / speeds[mode]
        for node, at in zip(self.nodes, self.at, strict=True):
            if at > now or (at == now and node == self.nodes[0] and self.at[0] == now):
                return node, at - now
        back = now - self.at[-1]
        return self.nodes[-1], back * (speeds[self.mode] / speeds[mode])


@dataclass
class Ambulance:
    """One ambulance: what it does, for whom, and on which way."""

    station: int
    route: Route
    state: int = IDLE
    call: int = -1
    event: int = -1
    ordered: float = 0.0
    mobilised: float = 0.0


@dataclass
class Told:
    """What became of a call."""

    ambulance: int = -1
    arrived: float = -1.0
    bumps: int = 0
    hospital: int = -1


@dataclass
class Plain:
    """A model, its roads and calls; ``busy`` for DMEXCLP."""

    model: Model
    roads: Roads
    calls: Calls
    busy: float | None = None
    told: list[Told] = field(default_factory=list)

    def __post_init__(self) -> None:
        modes = len(self.roads.times)
        count = len(self.roads.x)
        self.ways = [[self._search(m, n) for n in range(count)] for m in range(modes)]
        self.hospitals = self._places(self.model.hospital_x, self.model.hospital_y)
        self.stations = self._places(self.model.station_x, self.model.station_y)
        self.scenes = self._places(self.calls.x, self.calls.y)
        self.speeds = self.model.travel.off_road
        self.fleet = [
            Ambulance(home, Route([node], [INF], INF, -1.0, 0, km))
            for home in self.model.ambulance_station.tolist()
            for node, km in [self.stations[home]]
        ]
        self.told = [Told() for _ in range(len(self.calls))]
        self.queue: list[int] = []
        self.events: list[tuple[float, int, str, int]] = []
        self.planned = 0
        self.cover = self._cover() if self.busy is not None else []

    def _search(self, mode: int, source: int) -> tuple[list[float], list[int]]:
        days, before = [INF] * len(self.roads.x), [-1] * len(self.roads.x)
        heap, days[source] = [(0.0, source)], 0.0
        while heap:
            so_far, here = heapq.heappop(heap)
            if so_far > days[here]:
                continue
            for arc in range(self.roads.first[here], self.roads.first[here + 1]):
                there, onward = int(self.roads.head[arc]), so_far + self.roads.times[mode, arc]
                if onward < days[there]:
                    days[there], before[there] = onward, here
                    heapq.heappush(heap, (onward, there))
        return days, before

    def _places(self, xs: Any, ys: Any) -> list[tuple[int, float]]:
        roads, (scale_x, scale_y) = self.roads, self.model.map[4:]
        found = []
        for x, y in zip(xs, ys, strict=True):
            apart = np.hypot((roads.x - x) * scale_x, (roads.y - y) * scale_y)
            apart[~roads.access] = INF
            found.append((int(apart.argmin()), float(apart.min())))
        return found

    def _mode(self, priority: int, when: float) -> int:
        period = max(0, int((self.model.travel.starts <= when).sum()) - 1)
        return int(self.model.travel.mode[period, priority])

    def _plan(self, at: float, what: str, who: int) -> int:
        self.planned += 1
        heapq.heappush(self.events, (at, -self.planned, what, who))
        return self.planned

    def _drive(self, who: int, mode: int, now: float, goal: tuple[int, float], then: str) -> None:
        one = self.fleet[who]
        first, first_leg = one.route.next_node(mode, now, self.speeds)
        node, km = goal
        days, before = self.ways[mode][first]
        path = [node]
        while path[-1] != first:
            path.append(before[path[-1]])
        path.reverse()
        at = [now + first_leg + days[passed] for passed in path]
        one.route = Route(path, at, now, at[-1] + km / self.speeds[mode], mode, km)
        one.event = self._plan(one.route.ends, then, who)

    def run(self) -> list[Told]:
        """Until everybody is back."""
        self._plan(float(self.calls.arrival[0]), "arrives", 0)
        while self.events:
            now, number, what, who = heapq.heappop(self.events)
            if what not in ("arrives", "consider") and self.fleet[who].event != -number:
                continue
            getattr(self, f"_{what}")(who, now)
        return self.told

    def _arrives(self, call: int, now: float) -> None:
        self._plan(now + float(self.calls.delay[call]), "consider", call)
        if call + 1 < len(self.calls):
            self._plan(float(self.calls.arrival[call + 1]), "arrives", call + 1)

    def _consider(self, call: int, now: float) -> None:
        best, soonest = -1, INF
        for who in range(len(self.fleet)):
            days = self._days_to(who, call, now)
            if days < soonest:
                best, soonest = who, days
        if best < 0:
            self.queue.append(call)
            return
        one = self.fleet[best]
        if one.state in (MOBILISING, TO_SCENE):
            self.told[one.call].bumps += 1
            self._plan(now, "consider", one.call)
        self._order(best, call, now)

    def _days_to(self, who: int, call: int, now: float) -> float:
        one, delay = self.fleet[who], self.model.mobilising
        if one.state == BUSY:
            return INF
        if one.state in (MOBILISING, TO_SCENE):
            left, wanted = self.calls.priority[one.call], self.calls.priority[call]
            if not self.model.redispatch[left, wanted]:
                return INF
        wait = 0.0
        if delay.use and one.state == IDLE:
            wait = delay.expected
        elif delay.use and one.state == MOBILISING:
            wait = max(0.0, delay.expected - (now - one.ordered))
        mode = self._mode(int(self.model.response_priority[self.calls.priority[call]]), now + wait)
        node, first_leg = one.route.next_node(mode, now, self.speeds)
        goal, km = self.scenes[call]
        return float(wait + self.ways[mode][node][0][goal] + first_leg + km / self.speeds[mode])

    def _order(self, who: int, call: int, now: float) -> None:
        one = self.fleet[who]
        before, one.call, one.ordered = one.state, call, now
        self.told[call].ambulance = who
        if not self.model.mobilising.use or before not in (IDLE, MOBILISING):
            self._set_out(who, now)
            return
        one.state = MOBILISING
        if before == IDLE:
            one.mobilised = now + float(self.model.mobilising.draw(1)[0])
        one.event = self._plan(one.mobilised, "set_out", who)

    def _set_out(self, who: int, now: float) -> None:
        one = self.fleet[who]
        one.state = TO_SCENE
        priority = int(self.model.response_priority[self.calls.priority[one.call]])
        self._drive(who, self._mode(priority, now), now, self.scenes[one.call], "at_scene")

    def _at_scene(self, who: int, now: float) -> None:
        one = self.fleet[who]
        one.state, self.told[one.call].arrived = BUSY, now
        then = "leaves" if self.calls.transport[one.call] else "freed"
        one.event = self._plan(now + float(self.calls.on_scene[one.call]), then, who)

    def _leaves(self, who: int, now: float) -> None:
        one, mode = self.fleet[who], self._mode(LOW, now)
        chosen = int(self.calls.hospital[one.call])
        if chosen < 0:
            days = self.ways[mode][self.scenes[one.call][0]][0]
            times = [days[node] + km / self.speeds[mode] for node, km in self.hospitals]
            chosen = int(np.argmin(times))
        self.told[one.call].hospital = chosen
        self._drive(who, mode, now, self.hospitals[chosen], "at_hospital")

    def _at_hospital(self, who: int, now: float) -> None:
        one = self.fleet[who]
        one.event = self._plan(now + float(self.calls.handover[one.call]), "freed", who)

    def _freed(self, who: int, now: float) -> None:
        one = self.fleet[who]
        one.state, one.call = FREE, -1
        if self.queue:
            urgent = sorted(self.queue, key=lambda c: (self.calls.priority[c], c))[0]
            self.queue.remove(urgent)
            self._order(who, urgent, now)
            return
        if self.busy is not None:
            one.station = self._best_station(who, now)
        one.state = HOMEWARD
        self._drive(who, self._mode(LOW, now), now, self.stations[one.station], "home")

    def _home(self, who: int, now: float) -> None:
        self.fleet[who].state = IDLE

    def _cover(self) -> list[tuple[int, float, list[float]]]:
        """Of each point with demand: node, way off the road, demand in each raster."""
        self.demand = read_demand(self.model)
        tables = Tables(self.model.file("demandCoverage"))
        names, limits = (tables["coverTimes"].texts(c) for c in ("demandPriority", "coverTime"))
        order = ("highPriority", "medPriority", "lowPriority")
        self.limits = [float(limits[names.index(name)]) for name in order]
        cells = tables["demandRasterCellNumPoints"]
        rows, columns = (int(cells.texts(c)[0]) for c in ("rows", "cols"))
        first, points = self.demand.rasters[0], []
        for i, j in np.ndindex(first.z.shape):
            z = [float(raster.z[i, j]) for raster in self.demand.rasters]
            if not any(z):
                continue
            for row, column in np.ndindex(rows, columns):
                x = first.x[i] + first.dx * ((column + 0.5) / columns - 0.5)
                y = first.y[j] + first.dy * ((row + 0.5) / rows - 0.5)
                ((node, km),) = self._places([x], [y])
                points.append((node, km, [one / (rows * columns) for one in z]))
        return points

    def _best_station(self, who: int, now: float) -> int:
        assert self.busy is not None
        standing = [0] * len(self.stations)
        for other, one in enumerate(self.fleet):
            if other != who and one.state in (IDLE, FREE, HOMEWARD):
                standing[one.station] += 1
        gains = [0.0] * len(self.stations)
        period = max(0, int((self.demand.starts <= now).sum()) - 1)
        for priority in range(3):
            mode = self._mode(int(self.model.response_priority[priority]), now)
            raster, rate = self.demand.raster[period, priority], self.demand.rate[period, priority]
            for node, km, z in self.cover:
                reached = [
                    place
                    for place, (start, off) in enumerate(self.stations)
                    if off / self.speeds[mode] + self.ways[mode][start][0][node]
                    + km / self.speeds[mode] <= self.limits[priority]
                ]  # fmt: skip
                already = sum(standing[place] for place in reached)
                for place in reached:
                    gains[place] += z[raster] * rate * self.busy**already * (1 - self.busy)
        return int(np.argmax(np.round(gains, 9)))
