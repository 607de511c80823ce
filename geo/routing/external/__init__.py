"""Road time from a server that a centre already runs (OSRM, Valhalla), behind the Router protocol.

These engines know their own roads and their own car. Closures, slow zones and the hour of the desk
do not reach them; ``Router`` is all they are, never an ``AdjustableRouter``, and the desk says so.
"""
