"""Habits that no linter keeps for us, checked over every file of the tree (style: TigerBeetle)."""

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("geo", "stations", "dispatch", "simulations", "console")

FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 70

TOP_LEVEL = {
    ".ci", ".gitattributes", ".gitignore", "ARCHITECTURE.md", "CHANGELOG.md", "LICENSE",
    "Makefile", "README.md", "README.zh-CN.md", "docs", "hatch_build.py", "pyproject.toml",
    "requirements.txt", "requirements-dev.txt", "requirements-pack.txt", "tests", *ROOMS,
}  # fmt: skip

WRITTEN = {
    ".css", ".html", ".md", ".mjs", ".npmrc", ".py", ".toml", ".ts", ".txt", ".vue", "Makefile",
}  # fmt: skip

CLOCK = "dispatch/domain/clock.py"
"""The only module that asks the machine for the time; everyone else is handed a clock."""

TELLS_TIME = {
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "datetime.datetime.now",
    "datetime.datetime.utcnow", "datetime.date.today", "time.time", "time.time_ns",
}  # fmt: skip

SEEDED = {
    "random.Random",
    "np.random.default_rng",
    "numpy.random.default_rng",
    "np.random.Generator",
    "np.random.PCG64DXSM",
}
SEEDED_NAMES = {"Random", "Generator", "SeedSequence", "PCG64DXSM"}

# Put together from halves, so that this file does not find itself.
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b(?!\(#\d+\))")
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:wo" r"rk|fa" r"rm|ro" r"ot|ho" r"me|t" r"mp)/")
REGISTRY_HOST = re.compile(
    r"pypi\.o" r"rg|pythonhoste" r"d\.org|registry\.np" r"mjs|npmmirr" r"or|deb\.deb" r"ian\.org"
)
INDEX_OPTION = re.compile(r"--(?:extra-)?index-u" r"rl|--find-lin" r"ks|https?:|file:|@ ")


@cache
def tracked() -> tuple[Path, ...]:
    """Files that are, or are about to be, part of the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    paths = (Path(name) for name in sorted(set(listed.split("\0"))) if name)
    return tuple(path for path in paths if (ROOT / path).is_file())


def texts() -> Iterator[tuple[Path, str]]:
    """Every text file people write; generated lock files and data are left out."""
    for path in tracked():
        if path.suffix in WRITTEN or path.name in WRITTEN or path.parts[0] == ".ci":
            yield path, (ROOT / path).read_text(encoding="utf-8")


@cache
def modules() -> tuple[tuple[Path, ast.Module], ...]:
    """Every Python file with its syntax tree."""
    return tuple(
        (path, ast.parse((ROOT / path).read_text(encoding="utf-8")))
        for path in tracked()
        if path.suffix == ".py"
    )


def calls() -> Iterator[tuple[Path, ast.Call, str]]:
    """Every call in the five rooms with the dotted name that is called."""
    for path, tree in modules():
        if path.parts[0] not in ROOMS:
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                yield path, node, ast.unparse(node.func)


def found(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{path}:{number}: {line.strip()}"
        for path, text in texts()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_file_is_longer_than_a_room_should_be() -> None:
    lengths = {
        str(path): text.count("\n")
        for path, text in texts()
        if path.suffix in {".py", ".ts", ".vue"} and not path.name.endswith(".gen.ts")
    }
    assert {name: n for name, n in lengths.items() if n > FILE_LINES_MAX} == {}


def test_no_function_is_longer_than_a_screen() -> None:
    long = [
        f"{path}:{node.lineno} {node.name}: {(node.end_lineno or 0) - node.lineno + 1} lines"
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= FUNCTION_LINES_MAX
    ]
    assert long == []


def test_only_the_clock_asks_the_machine_for_the_time() -> None:
    askers = [
        f"{path}:{node.lineno} {name}()"
        for path, node, name in calls()
        if name in TELLS_TIME and path.as_posix() != CLOCK
    ]
    assert askers == []


def test_chance_always_comes_from_a_seed() -> None:
    unseeded = [
        f"{path}:{node.lineno} {name}()"
        for path, node, name in calls()
        if re.match(r"(random|np\.random|numpy\.random)\.", name)
        and not (name in SEEDED and node.args)
    ]
    imported = [
        f"{path}:{node.lineno} from random import …"
        for path, tree in modules()
        for node in ast.walk(tree)
        if path.parts[0] in ROOMS
        and isinstance(node, ast.ImportFrom)
        and node.module in {"random", "numpy.random"}
        and {alias.name for alias in node.names} - SEEDED_NAMES
    ]
    assert unseeded + imported == []


def test_nothing_prints() -> None:
    assert [f"{p}:{node.lineno}" for p, node, name in calls() if name == "print"] == []


def test_nothing_is_left_to_do_without_an_issue_number() -> None:
    assert found(UNFINISHED) == []


def test_every_package_says_what_it_is_for() -> None:
    folders = {p.parent for p, _ in modules() if p.parts[0] in ROOMS}
    silent = [str(f) for f in folders if not (ROOT / f / "__init__.py").is_file()]
    silent += [
        str(path)
        for path, tree in modules()
        if path.name == "__init__.py" and not ast.get_docstring(tree)
    ]
    assert silent == []


def test_no_module_is_named_like_one_of_the_standard_library() -> None:
    # A script started beside such a file imports it instead, and breaks far from the cause.
    assert [str(p) for p, _ in modules() if p.stem in sys.stdlib_module_names] == []


def test_no_tests_package_can_be_installed_or_imported_by_accident() -> None:
    assert [str(p) for p in tracked() if p.parts[0] == "tests" and p.name == "__init__.py"] == []


def test_no_file_knows_the_machine_it_was_written_on() -> None:
    assert found(MACHINE_PATH) == []


def test_no_file_names_a_package_registry() -> None:
    assert found(REGISTRY_HOST) == []


def test_requirement_files_are_plain_pins() -> None:
    for path in tracked():
        if path.name.startswith(("requirements", "constraints")) and path.suffix == ".txt":
            for line in (ROOT / path).read_text(encoding="utf-8").splitlines():
                assert re.match(r"[a-z0-9.\-]+==[^ ]+( ; .+)?$", line), f"{path}: {line}"
                assert not INDEX_OPTION.search(line), f"{path}: {line}"


def test_lock_files_record_no_download_address() -> None:
    assert [str(p) for p in tracked() if p.name in {"uv.lock", "poetry.lock", "Pipfile.lock"}] == []
    locks = [p for p in tracked() if p.name == "package-lock.json"]
    assert locks, "console/web has lost its package-lock.json"
    for path in locks:
        packages = json.loads((ROOT / path).read_text(encoding="utf-8"))["packages"]
        assert [name for name, entry in packages.items() if "resolved" in entry] == []
        settings = (ROOT / path.parent / ".npmrc").read_text(encoding="utf-8")
        assert "omit-lockfile-registry-resolved=true" in settings.split()


def test_the_top_level_holds_the_five_rooms_and_little_else() -> None:
    assert {path.parts[0] for path in tracked()} <= TOP_LEVEL
