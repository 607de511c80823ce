"""The settings of single areas, joined; a part of ``console.settings``, one file for each area."""

from console.setting_areas.https import HttpsSettings
from console.setting_areas.intakes import IntakeSettings
from console.setting_areas.move_up import MoveUpSettings
from console.setting_areas.planning import PlanningSettings
from console.setting_areas.telephony import TelephonySettings
from console.setting_areas.terminals import TerminalSettings
from console.setting_areas.tracks import TrackSettings
from console.setting_areas.training import TrainingSettings


class AreaSettings(
    HttpsSettings,
    TerminalSettings,
    IntakeSettings,
    TrackSettings,
    TelephonySettings,
    PlanningSettings,
    MoveUpSettings,
    TrainingSettings,
):
    """Everything that belongs to one area of the server."""
