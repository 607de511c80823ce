"""How long each step of a sortie takes: log-normal figures of domain.md §5.3, drawn by name."""

from simulations.day.chance import Chance
from stations.status import ReasonKind

MOBILISATION_MEDIAN_S = 100.0
MOBILISATION_SIGMA = 0.459
"""One order in ten takes longer than 180 s to roll: ln(180/100) / 1.2816."""

MOBILE_START_MEDIAN_S = 15.0
ON_SCENE_MEDIAN_S = 648.0
ON_SCENE_SIGMA = 0.472
"""Mean 12.1 min and standard deviation 6.0 min of eight cities."""

HANDOVER_MEDIAN_S = 720.0
HANDOVER_SIGMA = 0.5
SECOND_CHOICE_SHARE = 0.12
"""Families who name another hospital than the one proposed; an assumption."""

REFUSAL_SHARE = 0.012
EMPTY_RUN_SHARE = {True: 0.18, False: 0.12}
"""Empty runs (空车率) in urban and rural areas."""

_EMPTY_REASONS: tuple[tuple[ReasonKind, float], ...] = (
    (ReasonKind.CANCELLED_ON_SCENE, 0.30),
    (ReasonKind.NOBODY_ON_SCENE, 0.25),
    (ReasonKind.PATIENT_DECLINED, 0.35),
    (ReasonKind.DEAD_ON_SCENE, 0.10),
)


class Durations:
    """The durations of one task. After a restart the same task gets the same ones."""

    def __init__(self, chance: Chance, task_id: str) -> None:
        self._chance = chance
        self._task_id = task_id

    def acknowledge_s(self) -> float:
        """From the order to the crew's "received" (收到指令)."""
        return self._chance.between(5, 25, self._task_id, "ack")

    def refuses(self) -> bool:
        """Whether the crew cannot go; rare, as it is forbidden without a reason."""
        return self._chance.happens(REFUSAL_SHARE, self._task_id, "refuses")

    def refusal(self) -> ReasonKind:
        """Why it cannot go (拒绝出车)."""
        options = (ReasonKind.VEHICLE_FAULT, ReasonKind.NO_CREW)
        return self._chance.pick(options, self._task_id, "refusal")

    def mobilise_s(self, at_station: bool) -> float:
        """From the order to wheels turning (出车); never before the order was acknowledged."""
        median = MOBILISATION_MEDIAN_S if at_station else MOBILE_START_MEDIAN_S
        drawn = self._chance.lognormal(median, MOBILISATION_SIGMA, self._task_id, "depart")
        return max(drawn, self.acknowledge_s() + 3)

    def drive_factor(self, leg: str) -> float:
        """How this crew drives compared with the plan: within 15 % of it."""
        return self._chance.between(0.85, 1.15, self._task_id, "drive", leg)

    def to_patient_s(self) -> float:
        """From the kerb to the patient's side (到达病人身边)."""
        return self._chance.between(40, 150, self._task_id, "patient")

    def on_scene_s(self) -> float:
        """From arrival to the patient in the vehicle (病人上车)."""
        drawn = self._chance.lognormal(ON_SCENE_MEDIAN_S, ON_SCENE_SIGMA, self._task_id, "on_scene")
        return max(drawn, self.to_patient_s() + 60)

    def empty_run(self, urban: bool) -> ReasonKind | None:
        """Why the vehicle leaves empty (放空车), or None when somebody is taken along."""
        if not self._chance.happens(EMPTY_RUN_SHARE[urban], self._task_id, "empty"):
            return None
        weights = [weight for _, weight in _EMPTY_REASONS]
        return _EMPTY_REASONS[self._chance.index(weights, self._task_id, "why")][0]

    def empty_after_s(self) -> float:
        """From arrival to leaving the scene empty."""
        return self.to_patient_s() + self._chance.between(90, 420, self._task_id, "leave")

    def hospital_rank(self, choices: int) -> int:
        """Which of the proposed hospitals is taken: mostly the first."""
        if choices < 2 or not self._chance.happens(SECOND_CHOICE_SHARE, self._task_id, "wish"):
            return 0
        return 1

    def handover_s(self) -> float:
        """From arrival at the hospital to the signature (移交完成)."""
        return self._chance.lognormal(HANDOVER_MEDIAN_S, HANDOVER_SIGMA, self._task_id, "handover")

    def clear_s(self) -> float:
        """From the signature to being available again (途中待命)."""
        return self._chance.between(60, 240, self._task_id, "clear")
