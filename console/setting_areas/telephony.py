"""What a centre may set of its telephone exchange; a part of ``console.settings``."""

from typing import Literal

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings


class TelephonySettings(BaseSettings):
    """Which exchange rings the calls, and who sits at which telephone (docs/telephony.md)."""

    telephony: Literal["http", "simulated", "freeswitch", "asterisk"] = Field(
        "http",
        title="电话交换机：http 只经接口报来电，simulated 模拟，freeswitch，asterisk",
        description="The exchange: http means calls are only told by the API; simulated carries "
        "out whatever a desk asks; freeswitch (event socket); asterisk (ARI)",
    )
    extensions: str = Field(
        "",
        title="坐席分机：账号:分机，逗号分隔，如 city:8001,yunyang:8002",
        description="Which login sits at which telephone, as login:extension, comma-separated",
    )
    emergency_numbers: str = Field(
        "120",
        title="急救号码，逗号分隔；只有拨打这些号码的来电进入受理",
        description="Numbers whose calls are taken, comma-separated (FreeSWITCH)",
    )
    freeswitch_host: str = Field(
        "127.0.0.1", title="FreeSWITCH 地址", description="Where FreeSWITCH's event socket is"
    )
    freeswitch_port: int = Field(
        8021, ge=1, le=65_535, title="FreeSWITCH 事件端口", description="Its port"
    )
    freeswitch_password: str = Field(
        "", title="FreeSWITCH 事件端口密码", description="Password of the event socket"
    )
    freeswitch_context: str = Field(
        "default",
        pattern=r"^[\w.-]+$",
        title="FreeSWITCH 拨号方案的 context",
        description="Dial plan context in which the seats' extensions are",
    )
    asterisk_url: str = Field(
        "http://127.0.0.1:8088",
        pattern=r"^https?://",
        title="Asterisk 的 HTTP 地址",
        description="Where Asterisk's HTTP server is",
    )
    asterisk_user: str = Field("", title="ARI 用户名", description="User of the ARI")
    asterisk_password: str = Field("", title="ARI 密码", description="Password of the ARI")
    asterisk_application: str = Field(
        "liandong",
        pattern=r"^[\w.-]+$",
        title="Stasis 应用名",
        description="Name of the Stasis application in the dial plan",
    )
    asterisk_context: str = Field(
        "default",
        pattern=r"^[\w.-]+$",
        title="Asterisk 拨号方案的 context，回拨外线时用",
        description="Dial plan context in which outside numbers are, for ringing back",
    )
    asterisk_endpoint: str = Field(
        "PJSIP/{extension}",
        title="坐席分机的拨号写法，含 {extension}",
        description="How a seat is dialled; contains {extension}",
    )

    @field_validator("extensions")
    @classmethod
    def _pairs(cls, value: str) -> str:
        extensions_of(value)
        return value

    @field_validator("asterisk_endpoint")
    @classmethod
    def _named(cls, value: str) -> str:
        if "{extension}" not in value:
            raise ValueError("须含 {extension} / must contain {extension}")
        return value


def extensions_of(text: str) -> dict[str, str]:
    """Extensions by login; raises ``ValueError`` naming the pair that is none, or comes twice."""
    extensions: dict[str, str] = {}
    for pair in filter(None, (part.strip() for part in text.split(","))):
        user, _, extension = pair.partition(":")
        if not user or not extension.isalnum():
            raise ValueError(f"{pair}：应为 账号:分机 / should be login:extension")
        if user in extensions or extension in extensions.values():
            raise ValueError(f"{pair}：账号或分机重复 / login or extension comes twice")
        extensions[user] = extension
    return extensions
