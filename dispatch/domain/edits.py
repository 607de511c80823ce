"""Two desks at one event (UI-06): who wrote a field last, so that nobody overwrites it unseen."""

import msgspec

FIELD_NAMES: dict[str, tuple[str, str]] = {
    "address": ("地址", "address"),
    "complaint": ("主诉", "complaint"),
    "urgency": ("级别", "urgency"),
    "needs": ("能力需求", "needs"),
    "patient_count": ("病人数", "patients"),
    "infection": ("疑似传染", "infection"),
    "kind": ("事件类型", "kind"),
    "meeting_place": ("接车地点", "meeting place"),
    "contact_phone": ("联系电话", "contact"),
    "special_needs": ("特殊要求", "special needs"),
    "destination_code": ("目的医院", "destination"),
    "own_county_hospital": ("要求本县医院", "own county's hospital"),
    "location": ("位置", "place"),
}
"""What desks write down of an event (事件字段); the fields of ``IncidentDetails``."""


class FieldEdit(msgspec.Struct, frozen=True, kw_only=True):
    """The last change of one field: the event's version it made, by whom and when."""

    version: int
    user: str
    name: str
    at_ms: int
