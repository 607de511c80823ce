"""``sim_config.xml``: which files a model consists of, and how it decides."""

import xml.etree.ElementTree as Xml
from dataclasses import dataclass
from pathlib import Path

from simulations.jemss.errors import ModelInvalid
from simulations.jemss.files import check_name
from simulations.jemss.literals import Name, NotALiteral, literal

CONFIG_NAME = "sim_config.xml"
BYTES_MAX = 1_000_000

QUEUEING = frozenset({"addCallToQueueSortPriorityThenTime!"})
DISPATCH = frozenset({"findNearestDispatchableAmb!", "findNearestFreeAmbToCall!"})
MOVE_UP = frozenset({"none", "dmexclp"})

_FILE_NAMES = frozenset({"inputPath", "outputPath", "filename", "paramsFilename"})
_FILE_GROUPS = frozenset({"simFiles", "outputFiles"})
_WORDS = frozenset({"module"})


@dataclass(frozen=True)
class Config:
    """What the model's own configuration says."""

    folder: Path
    path: Path
    files: dict[str, str]
    """By JEMSS's names of the inputs (``stations``, ``arcs`` …)."""
    move_up: str
    """``none`` or ``dmexclp``; another module's name is kept and refused when it would be used."""
    busy_fraction: float | None


def read_config(model: Path) -> Config:
    """The configuration of a model folder, or of the XML file that is named itself."""
    path = model / CONFIG_NAME if model.is_dir() else model
    if not path.is_file():
        raise ModelInvalid(
            f"{path}：找不到文件。改法：给出含 {CONFIG_NAME} 的模型文件夹",
            f"{path}: no such file. Remedy: name a model folder that holds {CONFIG_NAME}",
        )
    root = _parse(path)
    _refuse_code(path, root, "")
    files = {
        child.tag: (child.text or "").strip()
        for child in root.find("simFiles") or ()
        if (child.text or "").strip()
    }
    _chosen(path, root, "decision/callQueueing", QUEUEING)
    _chosen(path, root, "decision/dispatch", DISPATCH)
    return Config(path.parent, path, files, _module(root), _busy_fraction(path, root))


def _parse(path: Path) -> Xml.Element:
    data = path.read_bytes()
    if len(data) > BYTES_MAX or b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise ModelInvalid(
            f"{path}：文件过大，或含 DOCTYPE/ENTITY，已拒绝",
            f"{path}: is too large, or holds a DOCTYPE or an ENTITY, and is refused",
        )
    try:
        root = Xml.fromstring(data)
    except Xml.ParseError as error:
        raise ModelInvalid(
            f"{path}：不是完整的 XML（{error}）", f"{path}: is no whole XML ({error})"
        ) from error
    if root.tag != "simConfig":
        raise ModelInvalid(
            f"{path}：根元素应为 simConfig，现为 {root.tag}",
            f"{path}: its root should be simConfig and is {root.tag}",
        )
    return root


def _refuse_code(path: Path, element: Xml.Element, group: str) -> None:
    """Every text that JEMSS would evaluate must be a plain value, used here or not."""
    for child in element:
        inner = group if group in _FILE_GROUPS else child.tag
        _refuse_code(path, child, inner)
        text = (child.text or "").strip()
        if len(child) or not text or child.tag in _WORDS:
            continue
        if group in _FILE_GROUPS or child.tag in _FILE_NAMES:
            check_name(f"{path}：<{child.tag}>", text)
            continue
        try:
            literal(text)
        except NotALiteral:
            raise ModelInvalid(
                f"{path}：<{child.tag}> 的值 {text!r} 是代码，已拒绝（只解析，从不执行）。"
                "改法：写成数字、名称或数组",
                f"{path}: <{child.tag}> holds code, {text!r}, and is refused (parsed, never "
                "evaluated). Remedy: write a number, a name or an array",
            ) from None


def _chosen(path: Path, root: Xml.Element, at: str, known: frozenset[str]) -> None:
    text = (root.findtext(at) or "").strip()
    value = literal(text) if text else None
    if value is None or (isinstance(value, Name) and value.text in known):
        return
    tag, names = at.rsplit("/")[-1], ", ".join(sorted(known))
    raise ModelInvalid(
        f"{path}：<{tag}> 的值 {text!r} 不认识。可用：{names}",
        f"{path}: <{tag}> is {text!r}, which is unknown. Use {names}",
    )


def _module(root: Xml.Element) -> str:
    return (root.findtext("decision/moveUp/module") or "none").strip()


def _busy_fraction(path: Path, root: Xml.Element) -> float | None:
    text = (root.findtext("decision/moveUp/dmexclp/busyFraction") or "").strip()
    if not text:
        return None
    value = literal(text)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ModelInvalid(
            f"{path}：<busyFraction> 的值 {text!r} 应在 0 到 1 之间",
            f"{path}: <busyFraction> is {text!r} and should lie between 0 and 1",
        )
    return float(value)
