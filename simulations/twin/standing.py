"""Who waits where in the twin (机动待命): the desk has the core carry out the scenario's rule.

Who is free is read off the core's board, the rules are ``dispatch.policies.move_up``'s own, and a
vehicle that waits away from home is sent to a post as a dispatcher would send it. When a rule is
asked is as in the kernel: DMEXCLP and the priority list when a crew becomes free, a compliance
table whenever a centre has more or fewer free crews.
"""

import numpy as np

from dispatch.domain import commands as c
from dispatch.domain.actors import Actor
from dispatch.domain.posts import PostKind
from dispatch.handlers.posts import HOURS_MAX
from dispatch.policies.move_up import compliance_table, dmexclp, priority_list
from dispatch.policies.move_up.cover import add_cover
from dispatch.policies.move_up.last_of_kind import is_last
from simulations.kernel.model import Drive, Floats
from simulations.kernel.moves import Compliance, Dmexclp, NoMoveUp, PriorityList
from simulations.twin.bodies import Body
from simulations.twin.crews import Crews
from simulations.twin.roads import point_of
from simulations.twin.stage import Stage
from stations.status import IDLE


class StandingBy:
    """Keeps every body's ``base`` and drives it there; without a rule everybody goes home."""

    def __init__(self, stage: Stage, crews: Crews, leader: Actor) -> None:
        self._stage, self._crews, self._leader = stage, crews, leader
        self._rule = stage.policy.move_up
        self._posts: dict[int, str] = {}
        world = stage.world
        self._ready_s = float(np.median(world.vehicle_mobilisation_s)) if stage.bodies else 0.0

    def freed(self, body: Body, call: int) -> None:
        """A crew that nobody needs now goes to the station that the rule gives it."""
        former = body.base
        if not isinstance(self._rule, NoMoveUp):
            self._base(body, self._home(body))
            if body in self._free():
                self._choose(body)
        moved = self._crews.go_to_base(body, self._crews.pace_of(call))
        self._stage.lived.moves[body.vehicle] += moved and body.base != former

    def changed(self, body: Body) -> None:
        """Somebody of this vehicle's centre is free who was not, or the other way round."""
        self._comply(int(self._stage.world.vehicle_centre[body.vehicle]))

    def shifts_changed(self) -> None:
        """The tables of all centres are read anew."""
        for centre in range(len(self._stage.world.centre_ids)):
            self._comply(centre)

    def leave_post(self, body: Body) -> None:
        """A shift ends where it began: whoever waits elsewhere then goes home."""
        if self._stage.core.board.task_of(self._stage.id_of(body)) is not None:
            return
        if body.base != self._home(body):
            self._base(body, self._home(body))
            self._crews.go_to_base(body)

    def _choose(self, body: Body) -> None:
        rule, stage = self._rule, self._stage
        centre = int(stage.world.vehicle_centre[body.vehicle])
        if isinstance(rule, Compliance):
            self._comply(centre, body)
            return
        free, found = self._free(), priority_list.NOWHERE
        others = [other for other in free if other is not body]
        if self._is_last(body, free):
            return
        if isinstance(rule, PriorityList):
            found = self._by_list(rule, centre, others)
        elif isinstance(rule, Dmexclp):
            found = self._by_cover(rule, centre, others)
        if found >= 0:
            self._base(body, found)

    def _by_list(self, rule: PriorityList, centre: int, others: list[Body]) -> int:
        world = self._stage.world
        own = [other.base for other in others if world.vehicle_centre[other.vehicle] == centre]
        wanted = rule.lists[centre][rule.lists[centre] >= 0].astype(np.int64)
        return priority_list.place_for(wanted, np.bincount(own, minlength=len(world.station_ids)))

    def _by_cover(self, rule: Dmexclp, centre: int, others: list[Body]) -> int:
        world, counts = self._stage.world, np.zeros(len(self._stage.world.place_ids), np.int64)
        for other in others:
            add_cover(counts, self._reach_s(other.base), rule.cover_s, 1)
        mine = np.flatnonzero(world.station_centre == centre)
        reach_s = np.array([self._reach_s(int(station)) for station in mine])
        people = world.place_people.astype(np.float64)
        nth = dmexclp.place_for(counts, people, reach_s, rule.cover_s, rule.busy_share)
        return int(mine[nth]) if nth >= 0 else dmexclp.STAY

    def _comply(self, centre: int, freed: Body | None = None) -> None:
        rule, world = self._rule, self._stage.world
        if not isinstance(rule, Compliance):
            return
        everybody = self._free()
        free = [body for body in everybody if world.vehicle_centre[body.vehicle] == centre]
        table = rule.tables[centre].astype(np.int64)
        at = np.array([compliance_table.NOWHERE if b is freed else b.base for b in free], np.int64)
        drive_s = np.array([self._drive_s(body, everybody) for body in free])
        row = table[min(len(free), len(table) - 1)]
        found = compliance_table.places_for(row, at, drive_s.reshape(-1, len(world.station_ids)))
        for body, station in zip(free, found.tolist(), strict=True):
            base = station if station != compliance_table.NOWHERE else self._home(body)
            if base != body.base:
                self._base(body, base)
                if body is not freed:
                    self._stage.lived.moves[body.vehicle] += self._crews.go_to_base(body)

    def _drive_s(self, body: Body, everybody: list[Body]) -> Floats:
        """Seconds without siren to every station; the last of a kind has only its own."""
        stage, first = self._stage, len(self._stage.world.place_ids)
        node = body.next_node(stage.world.roads, stage.now_s)
        stations = slice(first, first + len(stage.world.station_ids))
        table = stage.world.roads.to_target_s[stage.slot, Drive.CALM, stations, node]
        drive_s: Floats = table.astype(np.float64)
        if self._is_last(body, everybody):
            drive_s[np.arange(len(drive_s)) != self._home(body)] = compliance_table.NO_WAY_S
        return drive_s

    def _reach_s(self, station: int) -> Floats:
        """Seconds with siren and getting ready from a station to every place."""
        stage, places = self._stage, len(self._stage.world.place_ids)
        node = stage.station_node(station)
        table = stage.world.roads.to_target_s[stage.slot, Drive.SIREN, :places, node]
        return self._ready_s + table.astype(np.float64)

    def _free(self) -> list[Body]:
        """Everybody whom the board calls free, in order of the register."""
        stage = self._stage
        return [
            body
            for body in stage.bodies
            if stage.world.vehicle_can[body.vehicle] and stage.core.state(stage.id_of(body)) in IDLE
        ]

    def _is_last(self, body: Body, free: list[Body]) -> bool:
        world, who = self._stage.world, [other.vehicle for other in free]
        can, centre = (a[who].astype(np.int64) for a in (world.vehicle_can, world.vehicle_centre))
        return bool(is_last(can, centre, who.index(body.vehicle)))

    def _home(self, body: Body) -> int:
        return int(self._stage.world.vehicle_station[body.vehicle])

    def _base(self, body: Body, station: int) -> None:
        """Tell the core where it waits from now on."""
        if station == body.base:
            return
        left, body.base = body.base, station
        stage, post_id = self._stage, None
        if station != self._home(body):
            post_id = self._posts.get(station) or self._open(station)
        vehicle_id = stage.id_of(body)
        stage.core.ask(self._leader, c.PostVehicle(vehicle_id=vehicle_id, post_id=post_id))
        if (over := self._posts.get(left)) and not stage.core.board.posts[over].vehicle_ids:
            stage.core.ask(self._leader, c.ClosePost(post_id=self._posts.pop(left)))

    def _open(self, station: int) -> str:
        """A post is the shift leader's to open."""
        stage, now_ms = self._stage, self._stage.core.clock.now_ms()
        code = stage.world.station_ids[station]
        opening = c.OpenPost(
            kind=PostKind.STANDBY,
            name=stage.region.units[code].name,
            unit=stage.world.centre_ids[int(stage.world.station_centre[station])],
            point=point_of(stage.station_node(station)),
            from_ms=now_ms,
            until_ms=now_ms + HOURS_MAX * 3_600_000,
        )
        self._posts[station] = stage.core.ask(self._leader, opening).post_id or ""
        return self._posts[station]
