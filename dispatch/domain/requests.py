"""Words for what crews ask and for presses that came too late (VEH-07, VEH-08)."""

from enum import StrEnum


class CrewRequestKind(StrEnum):
    """What a crew may ask of its desk (车组请求): 暂停调用, 增援, 留言, 紧急报警 (its button)."""

    PAUSE = "pause"
    REINFORCEMENT = "reinforcement"
    NOTE = "note"
    EMERGENCY = "emergency"


REQUEST_NAMES: dict[CrewRequestKind, tuple[str, str]] = {
    CrewRequestKind.PAUSE: ("申请暂停", "asks for a pause"),
    CrewRequestKind.REINFORCEMENT: ("请求增援", "asks for reinforcement"),
    CrewRequestKind.NOTE: ("留言", "note"),
    CrewRequestKind.EMERGENCY: ("紧急报警", "emergency button"),
}


class WhyKept(StrEnum):
    """Why a press changed nothing (按键未生效的原因)."""

    REPEATED = "repeated"
    OUT_OF_ORDER = "out_of_order"
    TASK_ENDED = "task_ended"
    LONG_OVER = "long_over"


WHY_KEPT_NAMES: dict[WhyKept, tuple[str, str]] = {
    WhyKept.REPEATED: ("重复按键", "pressed twice"),
    WhyKept.OUT_OF_ORDER: ("与当时状态不符", "does not follow the state it met"),
    WhyKept.TASK_ENDED: ("任务已结束", "the task had ended"),
    WhyKept.LONG_OVER: ("任务早已结束归档", "the task ended long ago and is filed"),
}
