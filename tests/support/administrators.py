"""Administrators of the demo's pack: the city's, and one of a county."""

from dispatch.domain.actors import Actor, Role

CITY = "420300"
COUNTY = "420304"
COUNTY_STATION = "420304S01"
CITY_STATION = "420302S01"

ROOT = Actor(user="root", name="总管", role=Role.ADMIN, unit=CITY)
YUNYANG = Actor(user="yy", name="郧阳", role=Role.ADMIN, unit=COUNTY)
