"""What a centre may set of positions that come by MQTT; a part of ``console.settings``."""

from pydantic import Field
from pydantic_settings import BaseSettings


class IntakeSettings(BaseSettings):
    """Whether positions come from an MQTT broker, and how it is reached."""

    mqtt_host: str = Field(
        "",
        max_length=255,
        title="MQTT 消息服务器地址；不设置则不接收",
        description="Address of the MQTT broker that positions come from; unset means none",
    )
    mqtt_port: int = Field(
        1883,
        ge=1,
        le=65_535,
        title="MQTT 消息服务器端口；加密连接一般为 8883",
        description="Its port; usually 8883 with TLS",
    )
    mqtt_mapping: str = Field(
        "emqx-jt808",
        min_length=1,
        title="映射：内置名称 emqx-jt808、owntracks，或 TOML、JSON 文件的路径",
        description="Mapping of topics to positions: the shipped emqx-jt808 or owntracks, or the "
        "path of a TOML or JSON file",
    )
    mqtt_username: str = Field("", title="MQTT 用户名", description="User at the broker")
    mqtt_password: str = Field("", title="MQTT 密码", description="Password at the broker")
    mqtt_client_id: str = Field(
        "liandong-120",
        min_length=1,
        max_length=64,
        title="MQTT 客户端号；每台服务器不同，断线期间消息服务器按此保留消息",
        description="Client id, another for each server; the broker keeps messages for it while "
        "the server is away",
    )
    mqtt_tls: bool = Field(
        False, title="MQTT 是否加密连接（TLS）", description="Reach the broker by TLS"
    )
    mqtt_ca: str = Field(
        "",
        title="签发 MQTT 服务器证书的 CA 文件；不设置则用系统的",
        description="CA file that the broker's certificate is checked by; unset means the "
        "system's own",
    )
    mqtt_waiting_max: int = Field(
        10_000,
        ge=10,
        le=1_000_000,
        title="等待处理的 MQTT 消息数上限；满了就丢弃最早的",
        description="MQTT messages that may wait; when full, the oldest is dropped",
    )
