"""What a table of a region pack is made of, and the columns that most tables share."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from stations.regionpack.cells import Parser, code, number, text, yes_no


@dataclass(frozen=True)
class Column:
    """One column: English and Chinese header, parser, and what an empty cell means.

    ``hint`` says in the documentation and the remedy what to write.
    """

    name: str
    zh: str
    parse: Parser
    hint: str
    required: bool = True
    default: Any = None


@dataclass(frozen=True)
class Table:
    """One CSV file, and the record its rows become; its first columns tell one row from another."""

    file: str
    columns: tuple[Column, ...]
    record: Callable[..., Any]
    key_columns: int = 1


@dataclass(frozen=True)
class Reference:
    """A column whose value must be a code of another table."""

    file: str
    field: str
    target: str


CODE = Column("code", "编号", code, "唯一，不可重复 / unique")
NAME = Column("name", "名称", text, "全称 / full name")
COUNTY = Column("county_code", "区县编号", code, "见 counties.csv / see counties.csv")
LON = Column("lon", "经度", number(-180, 180), "十进制度 110.78630 / decimal degrees")
LAT = Column("lat", "纬度", number(-180, 180), "十进制度 32.64030 / decimal degrees")
MODELLED = Column("modelled", "推定", yes_no, "是=推算而非核实 / yes = not verified", False, False)
REMARK = Column("remark", "备注", text, "来源或说明，程序不读 / origin, not read", False, "")
