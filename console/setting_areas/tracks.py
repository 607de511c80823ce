"""How long a centre keeps tracks; a part of ``console.settings``."""

from pydantic import Field
from pydantic_settings import BaseSettings

_BY_UNIT = r"^$|^[^:,\s]+:[1-9]\d{0,4}(,[^:,\s]+:[1-9]\d{0,4})*$"


class TrackSettings(BaseSettings):
    """Retention of tracks (轨迹保存期); cities ask for two to five years (domain.md §2.3)."""

    tracks_kept_days: int = Field(
        1827,
        ge=1,
        le=36_500,
        title="车辆轨迹保存天数；各地规定 2 至 5 年，默认 5 年",
        description="Days that tracks are kept; rules ask for 2 to 5 years, 5 by default",
    )
    tracks_kept_days_by_unit: str = Field(
        "",
        pattern=_BY_UNIT,
        max_length=10_000,
        title="个别单位的保存天数，“单位编号:天数”用逗号分隔；站点优先于其中心",
        description="Other days for some units, as unit:days separated by commas; a station's "
        "own before its centre's",
    )

    @property
    def track_days_of_units(self) -> dict[str, int]:
        """The days of each unit that has its own."""
        pairs = (pair.split(":") for pair in self.tracks_kept_days_by_unit.split(",") if pair)
        return {unit: int(days) for unit, days in pairs}
