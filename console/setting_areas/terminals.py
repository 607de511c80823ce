"""What a centre may set of the door for vehicle terminals; a part of ``console.settings``."""

from pydantic import Field
from pydantic_settings import BaseSettings


class TerminalSettings(BaseSettings):
    """Whether and where JT/T 808 terminals dial in, and how much of them is borne."""

    jt808: bool = Field(
        False,
        title="是否接收 JT/T 808 车载终端",
        description="Whether JT/T 808 vehicle terminals may dial in",
    )
    jt808_host: str = Field(
        "127.0.0.1",
        min_length=1,
        title="终端拨入的监听地址；终端从移动网络来，一般设为 0.0.0.0 并由防火墙限制来源",
        description="Address that terminals dial; they come from the mobile network, so usually "
        "0.0.0.0 behind a firewall",
    )
    jt808_port: int = Field(
        8808,
        ge=0,
        le=65_535,
        title="终端拨入的端口；0 为任一空闲端口",
        description="Port that terminals dial; 0 means any free one",
    )
    jt808_connections_max: int = Field(
        10_000,
        ge=1,
        le=65_536,
        title="同时连接的终端数上限；超过即挂断",
        description="Terminals connected at once; above it the next is hung up on",
    )
    jt808_frames_per_s: float = Field(
        50.0,
        ge=1.0,
        le=10_000.0,
        title="每个终端每秒处理的帧数；超出的在其 TCP 窗口中等待，持续一分钟即挂断",
        description="Frames worked off for each terminal in a second; more wait in its TCP window, "
        "and after a minute of it the terminal is hung up on",
    )
    jt808_login_s: float = Field(
        30.0,
        ge=1.0,
        le=600.0,
        title="连接后多少秒内须完成鉴权",
        description="Seconds within which a connection must authenticate",
    )
    jt808_idle_s: float = Field(
        300.0,
        ge=5.0,
        le=7200.0,
        title="终端多少秒无任何消息即挂断；应大于心跳与最长回传间隔",
        description="Seconds of silence after which a terminal is hung up on; more than its "
        "heartbeat and longest interval",
    )
