"""When a centre is advised to have a vehicle wait elsewhere; a part of ``console.settings``."""

from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings

from dispatch.moving import MoveTerms, MoveUpPolicy
from stations.region import Region

_NAMES = "|".join(MoveUpPolicy)
_BY_UNIT = rf"^$|^[^:,\s]+:({_NAMES})(,[^:,\s]+:({_NAMES}))*$"


class MoveUpSettings(BaseSettings):
    """Advice where free vehicles should wait (动态待命建议): only ever proposed."""

    move_up: Literal["off", "cover", "dmexclp"] = Field(
        "dmexclp",
        title="待命建议：off 不建议，cover 补齐空白，dmexclp 期望覆盖；只作建议，从不自动派驻",
        description="Advice where free vehicles should wait: off, cover or dmexclp; "
        "proposed to the desk, never done by itself",
    )
    move_up_by_unit: str = Field(
        "",
        pattern=_BY_UNIT,
        max_length=10_000,
        title="个别中心的待命建议，“中心编号:策略”用逗号分隔",
        description="Another policy for some centres, as unit:policy separated by commas",
    )
    move_up_keep: float = Field(
        0.9,
        ge=0.0,
        le=1.0,
        title="全部车辆在站时所覆盖人口中应保住的比例，低于它才建议",
        description="Share of what the whole fleet at home covers that should be kept; "
        "below it there is advice",
    )
    move_up_gain: float = Field(
        0.02,
        ge=0.001,
        le=1.0,
        title="建议至少须使本中心多大比例的人口进入时限",
        description="A move must bring this share of the centre's people into reach",
    )
    move_up_drive_max_min: int = Field(
        45,
        ge=1,
        le=240,
        title="至多让车辆开多少分钟去待命",
        description="A vehicle is asked to drive at most so many minutes to wait elsewhere",
    )
    move_up_stay_min: int = Field(
        60,
        ge=10,
        le=1440,
        title="到达后待命多少分钟",
        description="How many minutes it is asked to wait there",
    )

    def move_up_terms(self, region: Region) -> dict[str, MoveTerms]:
        """The terms of every centre that takes calls; unknown units are ignored by the core."""
        pairs = (pair.split(":") for pair in self.move_up_by_unit.split(",") if pair)
        own = {unit: MoveUpPolicy(name) for unit, name in pairs}
        return {
            unit.code: MoveTerms(
                policy=own.get(unit.code, MoveUpPolicy(self.move_up)),
                keep=self.move_up_keep,
                gain_min=self.move_up_gain,
                drive_max_s=self.move_up_drive_max_min * 60.0,
                stay_s=self.move_up_stay_min * 60.0,
            )
            for unit in region.centres
        }
