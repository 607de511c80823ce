"""Where and how much the planner may compute; a part of ``console.settings``."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings


class PlanningSettings(BaseSettings):
    """Simulations started from the planner's pages, in processes of least priority."""

    planning: bool = Field(
        True,
        title="是否允许在本机做规划推演；关闭后不启动任何推演进程",
        description="Whether the planner's pages may simulate on this machine; off, no process is "
        "ever started for it",
    )
    planning_folder: Path = Field(
        Path("var/planning"),
        title="规划情景、推演结果与时间表的文件夹",
        description="Where scenarios, runs and travel tables are kept",
    )
    planning_workers: int = Field(
        1,
        ge=1,
        le=64,
        title="推演进程数；优先级最低，不与调度争用",
        description="Processes that simulate; of least priority, so that dispatch goes before",
    )
    planning_runs_max: int = Field(
        100,
        ge=1,
        le=10_000,
        title="保存的推演数上限；满了须先删除旧的",
        description="Runs that are kept; when full, old ones are to be deleted first",
    )
