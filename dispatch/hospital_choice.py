"""Which hospital (送往医院): by road time and capability, with reasons (HOS-01; the simple rule).

Minutes decide, and what a hospital lacks counts as minutes: a centre is worth a detour, but not any
detour over mountain roads. How full it is counts likewise (HOS-06), and never shuts it out: no
hospital may refuse. Law and the patient's choice are a later issue.
"""

from collections.abc import Iterable, Sequence

import msgspec
import numpy as np

from dispatch.domain.decisions import Reason
from dispatch.domain.hospitals import (
    DEPARTMENT_NAMES,
    Department,
    HospitalState,
    Load,
    department_of,
)
from dispatch.domain.identifiers import local_time
from dispatch.domain.records import Incident
from dispatch.policies.reasons import reason
from geo.coordinates import Point
from geo.routing.router import Basis, RoadPoint, Router
from stations.hospitals import CENTRE_NAMES, CentreFlag, Hospital
from stations.questions import QuestionBook
from stations.region import Region
from stations.vehicles import Capability

BASIC_GRADE_RANK = 1
"""Grades up to this rank are primary care (乡镇卫生院): they can hold a patient, not treat one."""

HIGH_GRADE_RANK = 3

DETOUR_FOR_CENTRE_S = 30 * 60
"""How much longer a drive may be to reach a centre that the patient needs."""

DETOUR_PAST_PRIMARY_CARE_S = 60 * 60
"""How much longer a drive may be to reach a hospital instead of a township health centre."""

DETOUR_FOR_EMERGENCY_S = 120 * 60
"""How much longer a drive may be to reach an emergency department at all."""


DETOUR_PAST_CROWD_S = 10 * 60
"""How much longer a drive may be to pass a department that says it is crowded."""

DETOUR_PAST_DIVERSION_S = 60 * 60
"""How much longer a drive may be to pass a department whose diversion a desk has agreed to."""


class HospitalChoice(msgspec.Struct, frozen=True, kw_only=True):
    """One hospital in the ranking."""

    rank: int
    code: str
    name: str
    grade: str
    drive_s: float | None
    basis: str
    fit: bool
    reasons_for: tuple[Reason, ...] = msgspec.field(default=(), name="for")
    reasons_against: tuple[Reason, ...] = msgspec.field(default=(), name="against")


def centres_needed(book: QuestionBook, incident: Incident) -> frozenset[CentreFlag]:
    """The centres that an incident calls for: by what was asked, else by words of its complaint."""
    asked = incident.triage.verdict.centres if incident.triage else frozenset()
    needed = set(asked or {f for one in book.proposed(incident.complaint) for f in one.centres})
    if incident.infection:
        needed.add(CentreFlag.FEVER)
    if Capability.OBSTETRIC in incident.needs:
        needed.add(CentreFlag.MATERNAL)
    return frozenset(needed)


def rank_hospitals(
    region: Region,
    router: Router,
    incident: Incident,
    start: Point,
    states: Iterable[HospitalState] = (),
) -> tuple[HospitalChoice, ...]:
    """All hospitals that may receive, from where the patient is, best first.

    ``states`` are what hospitals state of themselves now; of departments that this patient does not
    need, nothing is said.
    """
    hospitals = list(region.hospitals.values())
    needed = centres_needed(region.questions, incident)
    full = _concerning(states, needed)
    source = router.locate(start)
    times = router.times_from(source, router.locate_all([h.point for h in hospitals]))
    short_s = np.array(
        [lacks_s(h, needed) + _full_s(full.get(h.code, ())) for h in hospitals], dtype=np.float64
    )
    placed = np.lexsort((np.arange(len(hospitals)), times.seconds + short_s))
    reachable = [int(i) for i in placed if np.isfinite(times.seconds[i])]
    nearest = min(reachable, key=lambda i: float(times.seconds[i]), default=None)
    if CentreFlag.FEVER in needed:
        # Designated ones only (CALL-15); where none can be reached, each says that it is not.
        reachable = [i for i in reachable if CentreFlag.FEVER in hospitals[i].centres] or reachable
    return tuple(
        _choice(
            rank,
            hospitals[i],
            needed,
            float(times.seconds[i]),
            times.basis,
            i == nearest,
            full.get(hospitals[i].code, ()),
        )
        for rank, i in enumerate(reachable, start=1)
    )


def states_in_force(states: Iterable[HospitalState], now_ms: int) -> tuple[HospitalState, ...]:
    """What hospitals state of themselves, as far as it has not run out."""
    return tuple(state for state in states if state.in_force(now_ms))


def seconds_to_first(
    region: Region,
    router: Router,
    incident: Incident,
    scene: RoadPoint,
    places: Sequence[RoadPoint],
) -> float:
    """The drive to the hospital that comes first; ``places`` are all hospitals', in order."""
    if not places:
        return float("inf")
    needed = centres_needed(region.questions, incident)
    drive_s = router.times_from(scene, places).seconds
    short_s = np.array([lacks_s(h, needed) for h in region.hospitals.values()])
    return float(drive_s[int(np.argmin(drive_s + short_s))])


def _concerning(
    states: Iterable[HospitalState], needed: frozenset[CentreFlag]
) -> dict[str, list[HospitalState]]:
    """What is full and matters for this patient, by hospital."""
    mine = {Department.EMERGENCY, *(department_of(centre) for centre in needed)}
    found: dict[str, list[HospitalState]] = {}
    for state in states:
        if state.department in mine:
            found.setdefault(state.hospital_code, []).append(state)
    return found


def _full_s(states: Sequence[HospitalState]) -> float:
    """The detour in seconds that would be worth while to pass what is full here."""
    return max((_state_s(state) for state in states), default=0.0)


def _state_s(state: HospitalState) -> float:
    """A diversion counts once a desk has agreed, and is a warning of a crowd until then."""
    if state.load is Load.OPEN or state.approved is False:
        return 0.0
    return DETOUR_PAST_DIVERSION_S if state.approved else DETOUR_PAST_CROWD_S


def _said_of(state: HospitalState) -> Reason:
    zh, en = DEPARTMENT_NAMES[state.department]
    until = local_time(state.until_ms)
    if state.load is Load.CROWDED:
        return reason("crowded", zh=zh, en=en, until=until)
    code = {True: "diverting", False: "diversion_denied", None: "diversion_asked"}[state.approved]
    return reason(code, zh=zh, en=en, until=until)


def lacks_s(hospital: Hospital, needed: frozenset[CentreFlag]) -> float:
    """The detour in seconds that would be worth while to reach what this hospital lacks."""
    if not hospital.emergency:
        return DETOUR_FOR_EMERGENCY_S
    if hospital.grade_rank <= BASIC_GRADE_RANK:
        return DETOUR_PAST_PRIMARY_CARE_S
    return 0.0 if needed <= hospital.centres else DETOUR_FOR_CENTRE_S


def _choice(
    rank: int,
    hospital: Hospital,
    needed: frozenset[CentreFlag],
    drive_s: float,
    basis: Basis,
    nearest: bool,
    full: Sequence[HospitalState],
) -> HospitalChoice:
    pro = [reason("nearest")] if nearest else []
    con: list[Reason] = []
    for flag in sorted(needed):
        zh, en = CENTRE_NAMES[flag]
        if flag in hospital.centres:
            pro.append(reason("has_centre", zh=zh, en=en))
        else:
            con.append(reason("lacks_centre", zh=zh, en=en))
    if hospital.grade_rank >= HIGH_GRADE_RANK:
        pro.append(reason("high_grade", grade=hospital.grade))
    elif hospital.grade_rank <= BASIC_GRADE_RANK:
        con.append(reason("basic_grade", grade=hospital.grade))
    if not hospital.emergency:
        con.append(reason("no_emergency"))
    con += [_said_of(state) for state in full]
    return HospitalChoice(
        rank=rank,
        code=hospital.code,
        name=hospital.name,
        grade=hospital.grade,
        drive_s=round(drive_s, 1),
        basis=basis.value,
        fit=lacks_s(hospital, needed) + _full_s(full) == 0,
        reasons_for=tuple(pro),
        reasons_against=tuple(con),
    )
