"""A pack's own ``ambulance.toml``: how its ambulances drive, where that differs from the program's.

The terms are explained in docs/driving-profile.md.
"""

from pathlib import Path

from geo.roads.profiles import Profile, ProfileInvalid, ambulance, read_profile
from stations.regionpack.problems import Problem, Say

FILE = "ambulance.toml"


def read_own_profile(pack: Path) -> tuple[Profile, list[Problem]]:
    """The pack's profile, the program's where it has none, and every term that is wrong."""
    path = pack / FILE
    if not path.is_file():
        return ambulance(), []
    try:
        return read_profile(path), []
    except ProfileInvalid as invalid:
        return ambulance(), [
            Problem.at(
                (FILE, p.line), p.term, p.value, Say(p.zh, p.en), Say(p.remedy_zh, p.remedy_en)
            )
            for p in invalid.problems
        ]
