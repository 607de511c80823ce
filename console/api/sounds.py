"""How Chinese characters sound (拼音), for whoever types names by spelling or by initials."""

from collections import defaultdict

import msgspec
from fastapi import APIRouter, Request, Response

from console.api.kept import Kept
from console.api.shared import Running
from console.api.views import shows
from console.people.auth import LoggedIn
from stations.region import Region

router = APIRouter(prefix="/sounds", tags=["sounds 拼音"])

_COMMON_CHARSET = "gb2312"
"""The characters that words of the screen and names of people are written with."""


class SoundsView(msgspec.Struct, frozen=True, kw_only=True):
    """Each syllable as a keyboard gives it, with every character that is read so."""

    syllables: dict[str, str]


@router.get("", **shows(SoundsView))
async def get_sounds(request: Request, system: Running, _: LoggedIn) -> Response:
    """Syllables with their characters: the common ones, and all of the region's names."""
    return system.kept("sounds", lambda: Kept.of_json(_sounds(system.region))).respond(request)


def _sounds(region: Region) -> SoundsView:
    # The dictionary behind it takes half a second to read: not while starting.
    from geo.gazetteer.sounding import sounds_of

    vehicles = [vehicle.name for vehicle in region.vehicles.values()]
    units = [unit.name for unit in region.units.values()]
    hospitals = [hospital.name for hospital in region.hospitals.values()]
    characters = set("".join((*vehicles, *units, *hospitals))) | _common()
    wanted = sorted(character for character in characters if "\u3400" <= character <= "\u9fff")
    sounds: defaultdict[str, str] = defaultdict(str)
    for character, syllable in zip(wanted, sounds_of(wanted).spelled, strict=True):
        if syllable.isascii():
            sounds[syllable] += character
    return SoundsView(syllables=dict(sounds))


def _common() -> set[str]:
    """Every Han character of the common set."""
    codes = (bytes((high, low)) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF))
    return {code.decode(_COMMON_CHARSET, "ignore") for code in codes} - {""}
