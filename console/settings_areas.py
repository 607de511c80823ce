"""The settings of single areas, joined; a part of ``console.settings``, one file for each area."""

from console.settings_https import HttpsSettings
from console.settings_intakes import IntakeSettings
from console.settings_move_up import MoveUpSettings
from console.settings_planning import PlanningSettings
from console.settings_telephony import TelephonySettings
from console.settings_terminals import TerminalSettings
from console.settings_tracks import TrackSettings
from console.settings_training import TrainingSettings


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
