"""Exercises (演练) beside the real service; a part of ``console.settings``."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings


class TrainingSettings(BaseSettings):
    """Where exercises are kept, and that their screens say what they are (SYS-08)."""

    exercise: bool = Field(
        False,
        title="演练：每个屏幕都标明“演练”；liandong train 自行设置",
        description="An exercise: every screen is marked as one; set by liandong train itself",
    )
    training_folder: Path = Field(
        Path("var/training"),
        title="演练文件夹：每次演练各有数据库与日志，与值班的互不相干",
        description="Folder of exercises: each has a database and a journal of its own",
    )
