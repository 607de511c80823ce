"""Who is on duty in the twin: crews sign on and off with their shifts, and pause when it is due.

A shift that ends on a task ends with the task, a pause begins with the first free moment: as in the
kernel, where both are read off the same arrays.
"""

from collections.abc import Callable
from functools import partial

import numpy as np

from dispatch.domain import commands as c
from dispatch.domain.actors import Actor
from simulations.kernel.model import DAY_S
from simulations.twin.bodies import Body
from simulations.twin.crews import Crews
from simulations.twin.stage import Stage
from simulations.twin.standing import StandingBy

LATEST_DAYS = 7
"""So long after the last day crews still come to work, for whoever waits."""


class Roster:
    """``help_who_waits`` is asked whenever somebody is there again."""

    def __init__(
        self,
        stage: Stage,
        crews: Crews,
        standing: StandingBy,
        desk: Actor,
        help_who_waits: Callable[[], None],
    ) -> None:
        self._stage, self._crews, self._standing, self._desk = stage, crews, standing, desk
        self._help_who_waits = help_who_waits
        self._paused_until = np.full(len(stage.bodies), -np.inf)
        self._pause_due = np.zeros(len(stage.bodies))

    def begin(self) -> None:
        """Plan all changes of shift and all pauses, and let off duty who is not there yet."""
        stage, world = self._stage, self._stage.world
        real = world.shift_end_s > world.shift_start_s
        edges = {float(s) % DAY_S for s in world.shift_start_s[real]}
        edges |= {float(s) % DAY_S for s in world.shift_end_s[real]}
        if edges != {0.0}:
            for day in range(int(np.ceil(stage.calls.span_s / DAY_S)) + LATEST_DAYS):
                for edge in edges:
                    stage.at(day * DAY_S + edge, self._change)
        for nth, at_s in enumerate(stage.calls.pause_start_s):
            body = stage.bodies[int(stage.calls.pause_vehicle[nth])]
            stage.at(float(at_s), partial(self._pause, body, float(stage.calls.pause_s[nth])))
        for body in stage.bodies:
            self.settle(body)

    def freed(self, body: Body) -> None:
        """Free again: a pause that was due begins, a shift that is over ends."""
        due_s = self._pause_due[body.vehicle]
        if due_s > 0:
            self._pause_due[body.vehicle] = 0.0
            self._rest(body, due_s)
        self.settle(body)

    def settle(self, body: Body) -> None:
        """Let the core know what a crew without a task does now, if that has changed."""
        core, vehicle_id = self._stage.core, self._stage.id_of(body)
        crew, duty = self._crews.actors[body.vehicle], core.board.duty(vehicle_id)
        if core.board.task_of(vehicle_id) is not None:
            return
        there = self.on_shift(body.vehicle)
        if there != duty.signed_on:
            signs = c.SignOn if there else c.SignOff
            core.ask(crew, signs(vehicle_id=vehicle_id))
        rests = self._stage.now_s < self._paused_until[body.vehicle]
        if rests and there and duty.pause is None:
            core.ask(self._desk, c.PauseVehicle(vehicle_id=vehicle_id, reason="twin"))
        elif not rests and duty.pause is not None:
            core.ask(self._desk, c.ResumeVehicle(vehicle_id=vehicle_id))
        self._crews.say_home(body)

    def on_shift(self, vehicle: int) -> bool:
        """Within a window of its shifts, one that began yesterday included."""
        world, now_s = self._stage.world, self._stage.now_s
        today = int(now_s // DAY_S)
        for day in (today, today - 1):
            weekday = (self._stage.calls.first_weekday + day) % 7
            since_s = now_s - day * DAY_S
            begun = world.shift_days[vehicle] >> weekday & 1 == 1
            within = (world.shift_start_s[vehicle] <= since_s) & (
                since_s < world.shift_end_s[vehicle]
            )
            if (begun & within).any():
                return True
        return False

    def _change(self) -> None:
        for body in self._stage.bodies:
            if not self.on_shift(body.vehicle):
                self._standing.leave_post(body)
            self.settle(body)
        self._help_who_waits()
        if self._stage.now_s < self._stage.calls.span_s:
            self._standing.shifts_changed()

    def _pause(self, body: Body, seconds: float) -> None:
        if self._stage.core.board.task_of(self._stage.id_of(body)) is not None:
            self._pause_due[body.vehicle] += seconds
            return
        self._rest(body, seconds)
        self.settle(body)
        self._standing.changed(body)

    def _rest(self, body: Body, seconds: float) -> None:
        until_s = max(float(self._paused_until[body.vehicle]), self._stage.now_s + seconds)
        self._paused_until[body.vehicle] = until_s
        self._stage.at(until_s, partial(self._back, body))

    def _back(self, body: Body) -> None:
        self.settle(body)
        self._help_who_waits()
        self._standing.changed(body)
