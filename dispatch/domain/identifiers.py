"""Numbers of incidents, acceptances, tasks and patients (SYS-03): date, unit, serial.

Issued by the unit itself, so they can be given off-line; the serial has at least four digits and
simply grows past 9999, because a full counter must never stop a call.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8), "UTC+8")


def local_date(at_ms: int) -> str:
    """The calendar day in China, ``yyyyMMdd``."""
    return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(BEIJING).strftime("%Y%m%d")


def local_time(at_ms: int) -> str:
    """The hour and minute in China, ``HH:MM``."""
    return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(BEIJING).strftime("%H:%M")


def next_incident_id(serials: Mapping[str, int], unit_code: str, at_ms: int) -> str:
    """The next incident number of a unit, for example ``20261121-420300-0007``."""
    prefix = f"{local_date(at_ms)}-{unit_code}"
    return f"{prefix}-{serials.get(prefix, 0) + 1:04d}"


def next_restriction_id(serials: Mapping[str, int], at_ms: int) -> str:
    """The next number of a road restriction, for example ``20261121-R-0003``."""
    return next_incident_id(serials, "R", at_ms)


def next_request_id(serials: Mapping[str, int], at_ms: int) -> str:
    """The next number of a crew's request, for example ``20261121-Q-0012``."""
    return next_incident_id(serials, "Q", at_ms)


def next_referral_id(serials: Mapping[str, int], at_ms: int) -> str:
    """The next number of a two-way referral, for example ``20261121-Z-0004``."""
    return next_incident_id(serials, "Z", at_ms)


def next_limit_id(serials: Mapping[str, int], at_ms: int) -> str:
    """The next number of a limit's setting, for example ``20261121-L-0002``."""
    return next_incident_id(serials, "L", at_ms)


def next_shift_id(serials: Mapping[str, int], at_ms: int) -> str:
    """The next number of a hand-over between shifts, for example ``20261121-J-0003``."""
    return next_incident_id(serials, "J", at_ms)


def next_message_id(serials: Mapping[str, int], at_ms: int) -> str:
    """The next number of a message, for example ``20261121-M-0042``."""
    return next_incident_id(serials, "M", at_ms)


def nth_handover_id(incident_id: str, nth: int) -> str:
    """The number of an incident's nth hand-over (from 1)."""
    return f"{incident_id}-H{nth:02d}"


def next_boundary_id(serials: Mapping[str, int], at_ms: int) -> str:
    """The next number of a request between centres, for example ``20261121-K-0005``."""
    return next_incident_id(serials, "K", at_ms)


def next_volunteer_call_id(serials: Mapping[str, int], at_ms: int) -> str:
    """The next number of a volunteer called, for example ``20261121-V-0003``."""
    return next_incident_id(serials, "V", at_ms)


def nth_acceptance_id(incident_id: str, nth: int) -> str:
    """The number of an incident's nth acceptance (from 1)."""
    return f"{incident_id}-A{nth:02d}"


def nth_task_id(incident_id: str, nth: int) -> str:
    """The number of an incident's nth task (from 1)."""
    return f"{incident_id}-{nth:02d}"


def nth_patient_id(task_id: str, nth: int) -> str:
    """The number of a task's nth patient record (from 1)."""
    return f"{task_id}-P{nth}"
