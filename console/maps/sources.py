"""Map tiles from elsewhere (天地图 or a server of one's own), off by default.

Only sources in WGS-84 or CGCS2000 are taken, which are the same within centimetres. A picture in
GCJ-02 or BD-09 is shifted by some 500 m against every vehicle and cannot be shifted back exactly,
so such sources are refused by name (docs/decisions/0011-own-map-tiles.md).
"""

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:  # the settings ask here whether an address will do
    from console.settings import Settings

log = logging.getLogger("liandong.basemap")

SHIFTED_HOSTS = (
    "amap.com", "autonavi.com", "gaode.com", "google.cn", "google.com", "googleapis.com",
    "gtimg.com", "qq.com", "baidu.com", "bdimg.com", "bdstatic.com",
)  # fmt: skip
"""Their pictures of China are in GCJ-02 or BD-09."""

SERVERS = "01234567"
_TIANDITU = (
    "https://t{s}.tianditu.gov.cn/%s_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=%s"
    "&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk={key}"
)
TIANDITU = tuple(_TIANDITU % (layer, layer) for layer in ("vec", "cva"))
TIANDITU_CREDIT = "天地图 · 国家地理信息公共服务平台"


@dataclass(frozen=True)
class OutsideTiles:
    """Layers of tiles, the lowest first; each a row of addresses that may be asked in turn."""

    layers: tuple[tuple[str, ...], ...] = ()
    vector: bool = False
    credit: str = ""

    @property
    def origins(self) -> tuple[str, ...]:
        """Whom a browser must be allowed to ask."""
        parts = (urlsplit(url) for layer in self.layers for url in layer)
        return tuple(sorted({f"{part.scheme}://{part.netloc}" for part in parts}))


def flaw_of(template: str) -> str:
    """Why an address of tiles cannot be used, in both languages; empty for a good one."""
    try:
        parts = urlsplit(template)
        host = (parts.hostname or "").lower()
    except ValueError:
        return "不是网址 / not an address"
    if parts.scheme not in ("http", "https") or not re.fullmatch(r"[\w.{}\-]+", host):
        return "须以 http:// 或 https:// 开头并有主机名 / must be http(s) with a host"
    if missing := [part for part in ("{z}", "{x}", "{y}") if part not in template]:
        return f"缺少 {' '.join(missing)} / lacks {' '.join(missing)}"
    if any(host == bad or host.endswith(f".{bad}") for bad in SHIFTED_HOSTS):
        return "该图源为 GCJ-02 或 BD-09，会偏移数百米 / GCJ-02 or BD-09, off by 500 m"
    return ""


def outside_tiles(settings: "Settings") -> OutsideTiles:
    """The tiles that the settings ask for; none, and a line in the log, where something lacks."""
    templates, credit = settings.map_source_urls, settings.map_source_attribution
    if settings.map_source == "own":
        return OutsideTiles()
    if settings.map_source == "tianditu":
        templates, credit = TIANDITU, credit or TIANDITU_CREDIT
        if not settings.map_source_key:
            log.warning(
                "未设置 LIANDONG_MAP_SOURCE_KEY，天地图不启用 / set LIANDONG_MAP_SOURCE_KEY to use "
                "Tianditu; own map shown"
            )
            return OutsideTiles()
    elif not templates:
        log.warning(
            "未设置 LIANDONG_MAP_SOURCE_URLS，外部图源不启用 / set LIANDONG_MAP_SOURCE_URLS to use "
            "the source; own map shown"
        )
        return OutsideTiles()
    layers = tuple(_addresses(template, settings.map_source_key) for template in templates)
    return OutsideTiles(layers, settings.map_source == "vector", credit)


def _addresses(template: str, key: str) -> tuple[str, ...]:
    """One address for each server that a template names by ``{s}``."""
    filled = template.replace("{key}", key)
    servers: Sequence[str] = SERVERS if "{s}" in filled else ("",)
    return tuple(filled.replace("{s}", server) for server in servers)
