"""Which road a vehicle is on, and which roads it has driven: GPS tracks matched to the network.

Three kinds of evidence, all of them in ``MatchTerms``: how near the road is, whether it runs the
way the vehicle heads (and allows its speed), and whether the drive along the roads from the place
before is about as long as the straight line (Newson and Krumm, 2009). Distances are those of our
own network, found by small compiled searches (``ground.py``).

- ``OnlineMatcher`` answers fix by fix and keeps at most eight hypotheses of each vehicle.
- ``match_track`` takes a whole track and gives the arcs driven with times (``Traverse``), for
  replay and for learning speeds.

Odd input is an answer, not an error: ``Refused`` names the field (no number, time not forward),
a place without roads is ``off_road``. Where the two directions of a road cannot be told apart, the
confidence says so. Forbidden turns are not heeded.
"""

from geo.matching.ground import Ground
from geo.matching.online import OnlineMatcher
from geo.matching.sighting import MatchedFix, Refused, Sighting
from geo.matching.terms import MatchTerms
from geo.matching.whole import Traverse, WholeMatch, match_track

__all__ = [
    "Ground",
    "MatchTerms",
    "MatchedFix",
    "OnlineMatcher",
    "Refused",
    "Sighting",
    "Traverse",
    "WholeMatch",
    "match_track",
]
