"""Who and what may be at the scene before any ambulance (DSP-22): AEDs and volunteers."""

import msgspec

from geo.coordinates import Point


class Aed(msgspec.Struct, frozen=True, kw_only=True):
    """A public defibrillator (自动体外除颤器), where it hangs and when one gets at it."""

    code: str
    name: str
    point: Point
    hours: str = ""
    phone: str = ""
    modelled: bool = False


class Volunteer(msgspec.Struct, frozen=True, kw_only=True):
    """A trained first-aid volunteer (急救志愿者) and where he or she usually is."""

    code: str
    name: str
    phone: str
    point: Point
    skills: tuple[str, ...] = ()
    hours: str = ""
    modelled: bool = False
