"""The figures of a run and exactly what each means; printed under every table (QA-01, QA-04)."""

from enum import StrEnum
from typing import NamedTuple


class Unit(StrEnum):
    """What a figure is counted in."""

    SECONDS = "s"
    SHARE = "share"
    COUNT = "count"
    KM = "km"


class Figure(StrEnum):
    """One figure."""

    CALLS_PER_DAY = "calls_per_day"
    RESPONSE_MEAN = "response_mean_s"
    RESPONSE_MEDIAN = "response_median_s"
    RESPONSE_P90 = "response_p90_s"
    IN_TARGET = "in_target_share"
    WITHIN = "within_share"
    QUEUED = "queued_share"
    UNREACHED = "unreached_share"
    CROSS_AREA = "cross_area_share"
    CROSS_SAVED = "cross_area_saved_s"
    BY_TIER = "by_tier_share"
    ADVANCED_MEAN = "advanced_mean_s"
    BUMPED = "bumped_share"
    UTILISATION = "utilisation"
    RUNS = "runs_per_vehicle_day"
    KM_PER_CALL = "km_per_call"
    EMPTY_KM = "empty_km_share"
    MOVES_PER_DAY = "moves_per_day"


class Described(NamedTuple):
    """A figure's name, unit and definition; ``better`` -1 where less is better, 0 where neither."""

    zh: str
    en: str
    unit: Unit
    better: int
    means_zh: str
    means_en: str


FIGURE_NAMES: dict[Figure, Described] = {
    Figure.CALLS_PER_DAY: Described(
        "每日呼叫", "calls per day", Unit.COUNT, 0,
        "需要派车的呼叫数 ÷ 统计天数", "calls that need a vehicle ÷ days counted",
    ),
    Figure.RESPONSE_MEAN: Described(
        "平均反应时间", "mean response", Unit.SECONDS, -1,
        "从来电振铃到首车到达现场；未到达的呼叫不计，另见“未到达”",
        "from the ring to the first crew at the scene; calls never reached are counted apart",
    ),
    Figure.RESPONSE_MEDIAN: Described(
        "反应时间中位数", "median response", Unit.SECONDS, -1,
        "同上，中位数", "the same, median",
    ),
    Figure.RESPONSE_P90: Described(
        "反应时间第 90 百分位", "90th percentile of response", Unit.SECONDS, -1,
        "同上，十次有九次不超过", "the same; nine of ten are no longer",
    ),
    Figure.IN_TARGET: Described(
        "达标率", "share in target", Unit.SHARE, 1,
        "首车到达不晚于目标（城区 15 分、乡村 30 分，可改）的呼叫 ÷ 全部未取消的呼叫",
        "calls reached within the target (town 15 min, country 30 min unless changed) ÷ all calls "
        "not called off",
    ),
    Figure.WITHIN: Described(
        "若干分钟内到达", "reached within so many minutes", Unit.SHARE, 1,
        "首车在该分钟数内到达的呼叫 ÷ 全部未取消的呼叫",
        "calls reached within so many minutes ÷ all calls not called off",
    ),
    Figure.QUEUED: Described(
        "等车率", "share that queued", Unit.SHARE, -1,
        "无车可派、须等待的呼叫 ÷ 全部呼叫", "calls that waited because nobody could be sent ÷ all",
    ),
    Figure.UNREACHED: Described(
        "未到达率", "share never reached", Unit.SHARE, -1,
        "期末仍未派车或道路不可达的呼叫 ÷ 全部呼叫",
        "calls nobody was sent to by the end, or that no road leads to ÷ all",
    ),
    Figure.CROSS_AREA: Described(
        "跨区率", "cross-area share", Unit.SHARE, 0,
        "首车属于另一中心的呼叫 ÷ 有车到达的呼叫（QA-04）",
        "calls first reached by another centre's vehicle ÷ calls reached (QA-04)",
    ),
    Figure.CROSS_SAVED: Described(
        "跨区节省", "saved by crossing", Unit.SECONDS, 1,
        "跨区呼叫中：本中心具备所需能力的最近车辆自其站点的行车时间（不论是否空闲）"
        "− 实际行车时间，平均（QA-04）",
        "of cross-area calls: drive of the own centre's nearest vehicle that meets the needs, from "
        "its station, idle or not, minus the actual drive, mean (QA-04)",
    ),
    Figure.BY_TIER: Described(
        "各级首到占比", "first crew by tier", Unit.SHARE, 0,
        "首车属市级、县级、乡级站点的呼叫 ÷ 有车到达的呼叫（QA-04）",
        "calls first reached from a city, county or township station ÷ calls reached (QA-04)",
    ),
    Figure.ADVANCED_MEAN: Described(
        "医师到达平均时间", "mean time to a doctor", Unit.SECONDS, -1,
        "从来电振铃到有医师的车组接触病人", "from the ring to a crew with a doctor at the patient",
    ),
    Figure.BUMPED: Described(
        "被改派率", "share that lost its vehicle", Unit.SHARE, -1,
        "已出动车辆被更急的呼叫改派走至少一次的呼叫 ÷ 全部呼叫",
        "calls whose vehicle was called off for a more urgent one at least once ÷ all",
    ),
    Figure.UTILISATION: Described(
        "车辆利用率", "utilisation", Unit.SHARE, 0,
        "执行任务的时间 ÷ 在班时间，含预热期", "time on task ÷ time on duty, warm-up included",
    ),
    Figure.RUNS: Described(
        "每车每日出车", "runs per vehicle and day", Unit.COUNT, 0,
        "派往现场的次数 ÷ 车辆数 ÷ 天数，含预热期",
        "orders to a scene ÷ vehicles ÷ days, warm-up included",
    ),
    Figure.KM_PER_CALL: Described(
        "每次呼叫里程", "km per call", Unit.KM, -1,
        "车辆全部行驶公里 ÷ 呼叫数，含预热期", "all kilometres driven ÷ calls, warm-up included",
    ),
    Figure.EMPTY_KM: Described(
        "空驶占比", "share of empty km", Unit.SHARE, -1,
        "车上没有病人的公里 ÷ 全部公里，含预热期",
        "kilometres without a patient ÷ all kilometres, warm-up included",
    ),
    Figure.MOVES_PER_DAY: Described(
        "每日待命调整", "move-ups per day", Unit.COUNT, -1,
        "调往其他站点待命的次数 ÷ 天数，含预热期",
        "orders to stand by elsewhere ÷ days, warm-up included",
    ),
}  # fmt: skip


class Group(StrEnum):
    """By what calls or vehicles are told apart."""

    ALL = "all"
    URGENCY = "urgency"
    COUNTY = "county"
    LEVEL = "level"
    SETTING = "setting"
    HOUR = "hour"
    TOWNSHIP = "township"
    MINUTES = "minutes"


GROUP_NAMES: dict[Group, tuple[str, str]] = {
    Group.ALL: ("全市", "whole region"),
    Group.URGENCY: ("病情等级", "urgency"),
    Group.COUNTY: ("区县", "county"),
    Group.LEVEL: ("车辆级别", "tier of the vehicle"),
    Group.SETTING: ("城乡", "town or country"),
    Group.HOUR: ("时辰", "hour of the day"),
    Group.TOWNSHIP: ("乡镇", "township"),
    Group.MINUTES: ("分钟", "minutes"),
}


class Key(NamedTuple):
    """Names one number of a run: which figure, of whom."""

    figure: Figure
    group: Group
    of: str


HEADLINES: tuple[Figure, ...] = (
    Figure.RESPONSE_MEAN,
    Figure.RESPONSE_MEDIAN,
    Figure.RESPONSE_P90,
    Figure.IN_TARGET,
    Figure.QUEUED,
    Figure.UNREACHED,
    Figure.CROSS_AREA,
    Figure.CROSS_SAVED,
    Figure.ADVANCED_MEAN,
    Figure.UTILISATION,
    Figure.KM_PER_CALL,
    Figure.EMPTY_KM,
    Figure.MOVES_PER_DAY,
)
"""What a comparison opens with, of the whole region: what is gained, and what it costs."""
