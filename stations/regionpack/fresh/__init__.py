"""A first draft of a pack out of an OpenStreetMap extract, for a centre that has nothing else yet.

Borders, seats and hospitals are the map's; stations, vehicles and everything about people are
modelled, marked as such in every row, and there to be corrected.
"""

from stations.regionpack.fresh.facts import Facts, FactsMissing, read_facts
from stations.regionpack.fresh.writing import Draft, write_draft

__all__ = ["Draft", "Facts", "FactsMissing", "read_facts", "write_draft"]
