"""What a centre may set without touching code: one field for each ``LIANDONG_…`` variable.

The Chinese gloss of a field is its title, the English one its description; ``docs/settings.md`` is
generated from both. A name carries its unit, and a number carries its bounds.
"""

import difflib
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field, ValidationError, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import NoDecode, SettingsConfigDict
from rich.console import Console

from console.maps.sources import flaw_of
from console.setting_areas import AreaSettings

PREFIX = "LIANDONG_"

_DATABASE = r"^(sqlite:///|postgresql\+psycopg://).+"
_SERVER = r"^(https?://.+)?$"
_EXAMPLES = {
    _DATABASE: "sqlite:///… | postgresql+psycopg://…",
    _SERVER: "http://… | https://…",
}


class Settings(AreaSettings):
    """Everything the server reads from its environment, checked once at start."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    # 数据 / where things are kept
    database_url: str = Field(
        "sqlite:///var/liandong.sqlite3",
        pattern=_DATABASE,
        title="数据库地址：SQLite 文件，或 PostgreSQL + PostGIS",
        description="Database: an SQLite file, or PostgreSQL with PostGIS "
        "(sqlite:///… or postgresql+psycopg://…)",
    )
    anchor_path: Path = Field(
        Path("var/journal.anchor"),
        title="日志哈希链锚点文件，放在数据库之外，最好在另一块盘上",
        description="Anchor of the journal's hash chain: outside the database, on another disk",
    )
    region: str = Field(
        "shiyan",
        min_length=1,
        title="区域包：内置名称，或一个文件夹的路径",
        description="Region pack: a built-in name, or the path of a folder",
    )

    # 网络 / network
    host: str = Field(
        "127.0.0.1",
        min_length=1,
        title="监听地址；只有本机能访问是默认的安全选择",
        description="Address to listen on; this machine only unless changed",
    )
    port: int = Field(8120, ge=1, le=65_535, title="监听端口", description="Port to listen on")
    allowed_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        title="除本机地址外允许连接实时通道的网页来源，用逗号分隔",
        description="Web origins that may open the live channel besides the server's own, "
        "separated by commas",
    )
    session_hours: float = Field(
        12.0,
        ge=0.25,
        le=72.0,
        title="登录有效时长（小时）；默认一个班次",
        description="How long a login lasts, in hours; by default one shift",
    )

    # 时钟与演示 / clock and demo
    clock: Literal["real", "simulated"] = Field(
        "real",
        title="时钟：真实，或可调速、可暂停的模拟时钟（培训与演示）",
        description="Clock: real, or a simulated one that can be sped up and paused "
        "(training, demo)",
    )
    clock_speed: float = Field(
        1.0,
        ge=0.1,
        le=120.0,
        title="模拟时钟每过一秒所代表的秒数",
        description="Simulated seconds that pass in one real second",
    )
    demo_seed: int = Field(
        120,
        ge=0,
        le=2**31 - 1,
        title="演示日的随机种子；同一种子就是同一天",
        description="Seed of the simulated day; the same seed is the same day",
    )
    demo_speed: float = Field(
        6.0,
        ge=0.1,
        le=120.0,
        title="演示日的速度倍数",
        description="How many times faster than life the simulated day runs",
    )
    demo_demand: float = Field(
        2.0,
        ge=0.0,
        le=50.0,
        title="演示日的呼叫量倍数；1 为地区包给出的真实水平",
        description="Calls of the simulated day as a multiple of the region pack's own rate",
    )

    # 上限 / limits: every queue has one, and a policy when it is full
    commands_max: int = Field(
        1000,
        ge=16,
        le=65_536,
        title="等待唯一写入者处理的命令数上限；满了就明确拒绝，不悄悄排队",
        description="Commands that may wait for the single writer; when full, the next is refused",
    )
    client_frames_max: int = Field(
        256,
        ge=8,
        le=4096,
        title="每个坐席连接等待发送的事件帧上限；超过即断开，由其自行续传",
        description="Event frames that may wait for one console; above it the console is closed "
        "and resumes",
    )
    slow_client_s: float = Field(
        5.0,
        ge=0.5,
        le=60.0,
        title="坐席连接多少秒写不进去就断开",
        description="Seconds a console may stay unwritable before it is closed",
    )
    fixes_per_request_max: int = Field(
        1000,
        ge=1,
        le=10_000,
        title="一次请求最多上报的定位数",
        description="Position fixes accepted in one request",
    )
    snapshot_every: int = Field(
        2000,
        ge=10,
        le=100_000,
        title="每多少条日志保存一次态势快照；越小重启越快",
        description="Journal entries between two saved boards; fewer make a restart faster",
    )
    router_deadline_s: float = Field(
        0.3,
        ge=0.01,
        le=5.0,
        title="等待道路时间的秒数；超时改用标明的直线估算",
        description="Seconds to wait for road times before a labelled straight-line estimate "
        "is used",
    )
    router: Literal["contracted", "osrm", "valhalla"] = Field(
        "contracted",
        title="道路时间由谁计算：本系统，或中心自有的 OSRM、Valhalla；"
        "后两者不知道封路、慢行和实时路况",
        description="Who works out road times: this system, or an OSRM or Valhalla server of one's "
        "own; those two know no closures, slow zones or live speeds",
    )
    road_cache: Path = Field(
        Path("var/roads"),
        title="道路层次的缓存文件夹：重启时直接载入，可随时删除",
        description="Where the hierarchies of the roads are kept, so that a restart maps them; may "
        "be deleted at any time",
    )
    router_url: str = Field(
        "",
        pattern=_SERVER,
        title="OSRM 或 Valhalla 服务的地址，例如 http://127.0.0.1:5000",
        description="Address of the OSRM or Valhalla server, such as http://127.0.0.1:5000",
    )

    # 实时车速 / live speeds, learned from the fleet's own drives
    live_speeds: bool = Field(
        True,
        title="是否用本车队的行车学习实时车速",
        description="Learn live road speeds from the fleet's own drives",
    )
    live_speeds_window_minutes: float = Field(
        30.0,
        ge=5.0,
        le=240.0,
        title="行车记录计入实时车速的时长（分钟），越久权重越低",
        description="Minutes that a drive counts for, less and less with age",
    )
    live_speeds_prior: float = Field(
        2.0,
        ge=0.0,
        le=100.0,
        title="平时车速相当于多少次行车；越大，实时车速越保守",
        description="How many drives the usual speed counts for; more makes live speeds cautious",
    )
    live_speeds_vehicles_min: int = Field(
        2,
        ge=1,
        le=20,
        title="同一路段至少几辆车的行车才算数，以防个别终端出错",
        description="Vehicles that must bear out a change, so that one bad terminal moves no road",
    )

    # 在线地名 / an online geocoder, asked only where the region's own names answer nothing well
    online_places: Literal["off", "nominatim", "photon", "baidu", "tianditu"] = Field(
        "off",
        title="在线地名服务；开启后，本地查不到的地名会发往该服务",
        description="Online place service; once on, names that the region does not know are sent "
        "to it",
    )
    online_places_key: str = Field(
        "", title="在线地名服务的密钥（百度、天地图）", description="Its key (Baidu, Tianditu)"
    )
    online_places_url: str = Field(
        "",
        title="在线地名服务的地址；不设置则为其公共地址",
        description="Its address, for a server of one's own; unset means its public one",
    )
    online_places_timeout_s: float = Field(
        2.0,
        ge=0.1,
        le=10.0,
        title="等待在线地名服务的秒数",
        description="Seconds to wait for it",
    )

    # 底图 / the map under the symbols
    map_cache: Path = Field(
        Path("var/basemap"),
        title="自制底图瓦片的缓存文件夹，可随时删除",
        description="Where map tiles made at start are kept; may be deleted at any time",
    )
    map_approval: str = Field(
        "",
        max_length=60,
        title="审图号，常显于地图角上，如 GS(2024)0650号",
        description="Approval number of the map, always shown in its corner",
    )
    map_source: Literal["own", "tianditu", "raster", "vector"] = Field(
        "own",
        title="底图来源：own 为本机瓦片，不联网；其余须联网。vector 的图层须与本机瓦片相同",
        description="Where the base map comes from: own needs no network, the others do; vector "
        "tiles have the layers of our own",
    )
    map_source_urls: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        title="外部瓦片地址，含 {z} {x} {y}，可含 {key} 和 {s}（0 至 7）；多层用空格分隔，"
        "先下后上。限 WGS-84 或 CGCS2000；高德、腾讯、百度、谷歌有偏移，不可用",
        description="Addresses of outside tiles with {z} {x} {y}, perhaps {key} and {s} (0 to 7); "
        "several layers are separated by blanks, the lowest first. WGS-84 or CGCS2000 only: Amap, "
        "Tencent, Baidu and Google are shifted in China and refused",
    )
    map_source_key: str = Field(
        "",
        title="外部瓦片的密钥（天地图必填）；浏览器会看到它",
        description="Key of the outside tiles (Tianditu needs one); browsers get to see it",
    )
    map_source_attribution: str = Field(
        "",
        max_length=120,
        title="外部瓦片的署名，常显于地图角上",
        description="Whom to name for the outside tiles, always shown in the map's corner",
    )

    # 运行日志 / the server's log
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", title="运行日志级别", description="Level of the server's log"
    )
    log_json: bool = Field(
        False,
        title="运行日志是否输出为 JSON（供日志系统收集）",
        description="Write the server's log as JSON, for a log collector",
    )

    @field_validator("allowed_origins", mode="before")
    @classmethod
    def _split_origins(cls, value: object) -> object:
        """Commas, as people type a list in an environment file."""
        if isinstance(value, str):
            return tuple(part.strip().rstrip("/") for part in value.split(",") if part.strip())
        return value

    @field_validator("map_source_urls", mode="before")
    @classmethod
    def _split_urls(cls, value: object) -> object:
        """Blanks, because an address may hold commas."""
        return tuple(value.split()) if isinstance(value, str) else value

    @field_validator("map_source_urls")
    @classmethod
    def _check_urls(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for template in value:
            if flaw := flaw_of(template):
                raise ValueError(flaw)
        return value


class SettingProblem(NamedTuple):
    """One value that cannot be used: which variable, what stood there, what would do."""

    variable: str
    value: str
    zh: str
    en: str


class SettingsInvalid(Exception):
    """The environment holds values that cannot be used; all of them are named at once."""

    def __init__(self, problems: list[SettingProblem]) -> None:
        super().__init__("; ".join(f"{p.variable}={p.value!r}: {p.en}" for p in problems))
        self.problems = problems


def variable_of(field_name: str) -> str:
    """The environment variable that sets a field."""
    return PREFIX + field_name.upper()


def accepted_values(field: FieldInfo) -> str:
    """What a field accepts, in signs that need no translation: ``1 … 65535``, ``true | false``."""
    choices = getattr(field.annotation, "__args__", ())
    if choices and all(isinstance(choice, str) for choice in choices):
        return " | ".join(choices)
    if field.annotation is bool:
        return "true | false"
    limits: dict[str, Any] = {}
    for rule in field.metadata:
        for name in ("ge", "le", "pattern"):
            if (limit := getattr(rule, name, None)) is not None:
                limits[name] = limit
    if "ge" in limits:
        return f"{limits['ge']} … {limits['le']}"
    return _EXAMPLES.get(limits.get("pattern", ""), "")


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of an environment (the process's own by default), or ``SettingsInvalid``."""
    given = os.environ if environ is None else environ
    values = {
        name.upper().removeprefix(PREFIX).lower(): value
        for name, value in given.items()
        if name.upper().startswith(PREFIX)
    }
    problems = [_unknown(name, values[name]) for name in values.keys() - Settings.model_fields]
    known = {name: value for name, value in values.items() if name in Settings.model_fields}
    try:
        settings = Settings(**known)  # type: ignore[arg-type]  # text, parsed field by field
    except ValidationError as error:
        problems += [_refused(str(part["loc"][0]), part["input"]) for part in error.errors()]
    else:
        if settings.router != "contracted" and not settings.router_url:
            problems.append(_refused("router_url", ""))
    if problems:
        raise SettingsInvalid(sorted(problems))
    return settings


def load_settings() -> Settings:
    """The process's settings; on a bad value says which, why and what to do, and exits with 2."""
    try:
        return read_settings()
    except SettingsInvalid as invalid:
        screen = Console(stderr=True, highlight=False)
        for problem in invalid.problems:
            line = f"{problem.variable} = {problem.value!r}"
            screen.print(line, style="bold red", markup=False, soft_wrap=True)
            screen.print(f"  {problem.zh}\n  {problem.en}", markup=False, soft_wrap=True)
        raise SystemExit(2) from None


def _refused(name: str, value: object) -> SettingProblem:
    field = Settings.model_fields[name]
    accepted = accepted_values(field)
    return SettingProblem(
        variable_of(name),
        re.sub(r"(?<=:)[^:/@]+(?=@)", "***", str(value)),  # never a database password on a screen
        f"{field.title}。可用的值：{accepted}；不设置则为 {field.default}。",
        f"{field.description}. Accepted: {accepted}; unset means {field.default}.",
    )


def _unknown(name: str, value: str) -> SettingProblem:
    near = difflib.get_close_matches(name, Settings.model_fields, n=1)
    zh = f"是不是 {variable_of(near[0])}？" if near else "可用的名称见 docs/settings.md。"
    en = f"Did you mean {variable_of(near[0])}?" if near else "The names are in docs/settings.md."
    return SettingProblem(
        variable_of(name), value, f"没有这个设置。{zh}", f"There is no such setting. {en}"
    )
