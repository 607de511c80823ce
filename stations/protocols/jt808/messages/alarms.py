"""Alarms that a person has taken note of (人工确认报警)."""

import msgspec

from stations.protocols.jt808.layout import DWORD, WORD, Layout, Table, both


class ConfirmAlarm(msgspec.Struct, frozen=True, kw_only=True):
    """A person at the desk has seen it (人工确认报警消息, 0x8203); the terminal ends the alarm.

    ``alarm_serial`` 0 means all alarms of these ``kinds``, whose bits are those of the alarm word.
    """

    alarm_serial: int = 0
    kinds: int


TABLE: Table = {0x8203: both(Layout(ConfirmAlarm, alarm_serial=WORD, kinds=DWORD))}
