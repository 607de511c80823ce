"""Makes what stands beside the calls: the cards of the desks, and the door for partner services."""

import time
from typing import NamedTuple

from console.call_cards import CallCards
from console.maps.search import PlaceSearch
from console.partners import Partners, PartnerStore
from console.shared_parts import Shared


class CallParts(NamedTuple):
    """What a running server has beside its calls."""

    cards: CallCards
    partners: Partners


def call_parts(shared: Shared, places: PlaceSearch) -> CallParts:
    """Cards and partners of one server."""
    cards = CallCards(
        region=shared.region,
        readside=shared.readside,
        positions=shared.positions,
        places=places,
        engine=shared.engine,
        clock=shared.clock,
    )
    partners = Partners(
        store=PartnerStore(shared.engine),
        engine=shared.engine,
        region=shared.region,
        readside=shared.readside,
        writer=shared.writer,
        now_ms=shared.clock.now_ms,
        now_s=time.monotonic,
    )
    return CallParts(cards, partners)
