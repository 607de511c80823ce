"""Text files as offices save them: UTF-8 with or without BOM, and GBK told apart and explained."""

from pathlib import Path

from stations.regionpack.problems import Problem, Say

BYTES_MAX = 64 * 1024 * 1024
"""A file beyond this is not a region pack; reading it would only hide that."""


def read_text(path: Path) -> tuple[str, list[Problem]]:
    """The text of a file, empty with one problem when there is none to read."""
    found = _find_obstacle(path)
    if found:
        return "", [Problem.at((path.name, 0), "", "", *found)]
    try:
        content = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        return "", [Problem.at((path.name, line), "", "", *_explain_encoding(path))]
    if not content.strip():
        return "", [
            Problem.at(
                (path.name, 0),
                "",
                "",
                Say("文件是空的", "the file is empty"),
                Say("按 docs/region-pack.md 填写", "fill it in as docs/region-pack.md shows"),
            )
        ]
    return content, []


def _find_obstacle(path: Path) -> tuple[Say, Say] | None:
    """Why the file cannot be opened, with the remedy."""
    if not path.is_file():
        return (
            Say("缺少此文件", "the file is missing"),
            Say("放入此文件，文件名须一致", "put the file in place under exactly this name"),
        )
    if path.stat().st_size > BYTES_MAX:
        return (
            Say("文件超过 64 MiB", "the file is larger than 64 MiB"),
            Say("简化线形或只保留本地区", "simplify the shapes or keep this region only"),
        )
    return None


def _explain_encoding(path: Path) -> tuple[Say, Say]:
    """What a file that is not UTF-8 probably is."""
    remedy = Say(
        "在 Excel 中另存为“CSV UTF-8（逗号分隔）”",
        "in Excel save it as “CSV UTF-8 (Comma delimited)”",
    )
    try:
        path.read_bytes().decode("gb18030")
    except UnicodeDecodeError:
        return Say("编码不是 UTF-8", "the encoding is not UTF-8"), remedy
    return Say("编码是 GBK，不是 UTF-8", "the encoding is GBK, not UTF-8"), remedy
