"""Places from a planner's own CSV file: good rows are taken, each bad one is told by itself."""

import csv
from pathlib import Path

import msgspec

from geo.coordinates import CoordinateError, Datum, Point, to_wgs84
from geo.routing.matrices import PLACES_MAX, Ends

COLUMNS = ("id", "lon", "lat")
DATUM_COLUMN = "datum"
ENCODINGS = ("utf-8-sig", "gb18030")
"""As editors save it, and as a Chinese spreadsheet does."""
BYTES_MAX = 200_000_000


class BadRow(msgspec.Struct, frozen=True):
    """A row that was left out: where, what stood there, what would do."""

    line: int
    field: str
    value: str
    zh: str
    en: str

    def __str__(self) -> str:
        return f"第 {self.line} 行 {self.field}={self.value!r}：{self.zh} / {self.en}"


class PointFileInvalid(ValueError):
    """A file of which no row can be read."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} / {en}")
        self.zh, self.en = zh, en


def read_points(path: Path) -> tuple[Ends, list[BadRow]]:
    """The places of ``id,lon,lat[,datum]``, in WGS-84, and the rows that were left out."""
    rows = csv.DictReader(_text(path).splitlines(), skipinitialspace=True)
    missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
    if missing:
        raise PointFileInvalid(
            f"{path.name} 缺少列 {'、'.join(missing)}。改法：首行写 id,lon,lat",
            f"{path.name} lacks the columns {', '.join(missing)}: begin it with id,lon,lat",
        )
    places: dict[str, Point] = {}
    bad: list[BadRow] = []
    for row in rows:
        taken = _row(rows.line_num, row, places)
        if isinstance(taken, BadRow):
            bad.append(taken)
        else:
            places[(row["id"] or "").strip()] = taken
    return Ends(list(places), list(places.values())), bad


def _row(line: int, row: dict[str, str | None], known: dict[str, Point]) -> Point | BadRow:
    name = (row["id"] or "").strip()
    if not name:
        return BadRow(line, "id", "", "没有编号，请填写", "there is no id, give one")
    if name in known:
        return BadRow(line, "id", name, "编号重复，请改名", "this id is there already, rename it")
    if len(known) >= PLACES_MAX:
        return BadRow(
            line, "id", name, f"超过 {PLACES_MAX} 行，请分文件", "too many, split the file"
        )
    datum = (row.get(DATUM_COLUMN) or Datum.WGS84).strip().lower()
    if datum not in set(Datum):
        return BadRow(line, DATUM_COLUMN, datum, "可用：" + "、".join(Datum), "use one of these")
    degrees = []
    for field in ("lon", "lat"):
        value = (row[field] or "").strip()
        try:
            degrees.append(float(value))
        except ValueError:
            return BadRow(
                line, field, value, "不是数，请填十进制度", "no number, give decimal degrees"
            )
    try:
        return to_wgs84(degrees[0], degrees[1], Datum(datum))
    except CoordinateError as error:
        zh, en = error.detail, error.detail_en
        return BadRow(line, error.field, str(error.value), zh, f"{en} → {error.remedy}")


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > BYTES_MAX:
            raise PointFileInvalid(
                f"{path.name} 超过 {BYTES_MAX // 1_000_000} MB，请分成几个文件",
                f"{path.name} is larger than {BYTES_MAX // 1_000_000} MB, split it",
            )
        raw = path.read_bytes()
    except OSError as error:
        raise PointFileInvalid(
            f"打不开 {path}（{error.strerror}）。改法：核对文件名与权限",
            f"cannot open {path} ({error.strerror}): check its name and rights",
        ) from error
    for encoding in ENCODINGS:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise PointFileInvalid(
        f"{path.name} 不是文本。改法：另存为 CSV UTF-8",
        f"{path.name} is no text: save it as CSV UTF-8",
    )
