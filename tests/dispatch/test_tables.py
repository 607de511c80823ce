"""The tables of the core are complete: nothing new can be added and half forgotten."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, get_args

from dispatch.apply import HANDLED_EVENTS
from dispatch.core import HANDLERS
from dispatch.domain import commands as c
from dispatch.domain import events as e
from dispatch.domain.acceptances import (
    ACCEPTANCE_NAMES,
    INCIDENT_KIND_NAMES,
    AcceptanceKind,
    IncidentKind,
)
from dispatch.domain.actors import ROLE_NAMES, Role
from dispatch.domain.alarms import (
    ALARM_NAMES,
    OUTCOME_NAMES,
    AlarmKind,
    AlarmOutcome,
)
from dispatch.domain.boundary import BOUNDARY_STATE_NAMES, BoundaryState
from dispatch.domain.choices import OVERRIDE_NAMES, POLICY_NAMES, OverrideCode, PolicyName
from dispatch.domain.decisions import ALTERNATIVE_NAMES, AlternativeKind
from dispatch.domain.handovers import (
    HANDOVER_KIND_NAMES,
    HANDOVER_STATE_NAMES,
    HandOverKind,
    HandOverState,
)
from dispatch.domain.hospitals import (
    CANNOT_RECEIVE_NAMES,
    DEPARTMENT_NAMES,
    LOAD_NAMES,
    PREPARATION_NAMES,
    RECEPTION_NAMES,
    SETTLEMENT_NAMES,
    SEX_NAMES,
    WITHDRAWN_NAMES,
    CannotReceive,
    Department,
    Load,
    Preparation,
    Reception,
    Settlement,
    Sex,
    WithdrawnWhy,
)
from dispatch.domain.lines import LINE_CHANGE_NAMES, LineChange
from dispatch.domain.offers import OFFER_NAMES, OfferWhy
from dispatch.domain.partners import PARTNER_NAMES, PartnerKind
from dispatch.domain.posts import POST_KIND_NAMES, PostKind
from dispatch.domain.proposals import SWAP_NAMES, SwapWhy
from dispatch.domain.referrals import (
    DIRECTION_NAMES,
    REFERRAL_NAMES,
    Direction,
    ReferralState,
)
from dispatch.domain.requests import REQUEST_NAMES, WHY_KEPT_NAMES, CrewRequestKind, WhyKept
from dispatch.domain.seats import SEAT_NAMES, SeatState
from dispatch.domain.triage import (
    CALL_BACK_NAMES,
    CALL_CLASS_NAMES,
    LOCATION_METHOD_NAMES,
    URGENCY_NAMES,
    CallBackOutcome,
    CallClass,
    LocationMethod,
    Urgency,
)
from dispatch.doubles import DOUBLE_NAMES, DoubleKind
from dispatch.progress import TROUBLE_NAMES, Trouble
from dispatch.rights import ALLOWED
from dispatch.waiting import WAIT_NAMES, WaitsFor
from stations.boundary import BOUNDARY_RULE_NAMES, FALLBACK_NAMES, BoundaryRule, Fallback
from stations.crews import CREW_LEVEL_NAMES, CREW_ROLE_NAMES, CrewLevel, CrewRole
from stations.layouts import LAYOUT_NAMES, Layout
from stations.status import (
    REASON_NAMES,
    RESULT_NAMES,
    STATE_NAMES,
    ReasonKind,
    TaskResult,
    VehicleState,
)
from stations.transfers import (
    LEG_NAMES,
    ONWARD_NAMES,
    TRANSFER_NAMES,
    LegMode,
    Onward,
    TransferKind,
)


def leaves(base: type[Any]) -> set[type[Any]]:
    below = [leaves(each) or {each} for each in base.__subclasses__()]
    return set().union(*below)


def test_every_command_has_a_handler_and_a_role_that_may_ask_it() -> None:
    commands = set(get_args(c.AnyCommand))
    assert commands == set(c.Command.__subclasses__())
    assert set(HANDLERS) == commands
    assert set().union(*ALLOWED.values()) == commands


def test_every_event_can_be_stored_and_applied() -> None:
    events = set(get_args(e.AnyEvent))
    assert events == leaves(e.Event)
    assert set(HANDLED_EVENTS) == events


def test_every_role_is_in_the_table_of_rights() -> None:
    assert set(ALLOWED) == set(Role)


def test_every_word_has_a_name_in_both_languages() -> None:
    tables: list[tuple[type[StrEnum], Mapping[Any, tuple[str, str]]]] = [
        (Role, ROLE_NAMES),
        (SeatState, SEAT_NAMES),
        (HandOverKind, HANDOVER_KIND_NAMES),
        (HandOverState, HANDOVER_STATE_NAMES),
        (PostKind, POST_KIND_NAMES),
        (Layout, LAYOUT_NAMES),
        (VehicleState, STATE_NAMES),
        (ReasonKind, REASON_NAMES),
        (CallClass, CALL_CLASS_NAMES),
        (CallBackOutcome, CALL_BACK_NAMES),
        (LineChange, LINE_CHANGE_NAMES),
        (AcceptanceKind, ACCEPTANCE_NAMES),
        (IncidentKind, INCIDENT_KIND_NAMES),
        (OfferWhy, OFFER_NAMES),
        (WaitsFor, WAIT_NAMES),
        (Direction, DIRECTION_NAMES),
        (ReferralState, REFERRAL_NAMES),
        (TaskResult, RESULT_NAMES),
        (LocationMethod, LOCATION_METHOD_NAMES),
        (PartnerKind, PARTNER_NAMES),
        (DoubleKind, DOUBLE_NAMES),
        (Urgency, URGENCY_NAMES),
        (CrewRole, CREW_ROLE_NAMES),
        (CrewRequestKind, REQUEST_NAMES),
        (WhyKept, WHY_KEPT_NAMES),
        (BoundaryState, BOUNDARY_STATE_NAMES),
        (BoundaryRule, BOUNDARY_RULE_NAMES),
        (Fallback, FALLBACK_NAMES),
        (PolicyName, POLICY_NAMES),
        (OverrideCode, OVERRIDE_NAMES),
        (AlternativeKind, ALTERNATIVE_NAMES),
        (SwapWhy, SWAP_NAMES),
        (CrewLevel, CREW_LEVEL_NAMES),
        (TransferKind, TRANSFER_NAMES),
        (Onward, ONWARD_NAMES),
        (LegMode, LEG_NAMES),
        (Trouble, TROUBLE_NAMES),
        (AlarmKind, ALARM_NAMES),
        (AlarmOutcome, OUTCOME_NAMES),
        (Preparation, PREPARATION_NAMES),
        (CannotReceive, CANNOT_RECEIVE_NAMES),
        (Load, LOAD_NAMES),
        (Department, DEPARTMENT_NAMES),
        (Reception, RECEPTION_NAMES),
        (WithdrawnWhy, WITHDRAWN_NAMES),
        (Settlement, SETTLEMENT_NAMES),
        (Sex, SEX_NAMES),
    ]
    for words, names in tables:
        assert set(names) == set(words)
        assert all(zh and en for zh, en in names.values())
