"""Road time from a server that a centre already runs (OSRM, Valhalla), behind the Router protocol.

These engines know their own roads and their own car. Closures, slow zones and the hour of the desk
do not reach them; ``Router`` is all they are, never an ``AdjustableRouter``, and the desk says so.
"""

from collections.abc import Callable

from geo.routing.external.osrm import OsrmRouter
from geo.routing.external.server import ServerRouter
from geo.routing.external.valhalla import ValhallaRouter

ENGINES: dict[str, Callable[[str], ServerRouter]] = {
    "osrm": OsrmRouter,
    "valhalla": ValhallaRouter,
}
"""By the name in the settings; each is made from its server's address and asks nothing yet."""
