"""Makes what stands beside the calls: the cards of the desks, and the door for partner services."""

import time
from typing import NamedTuple

from sqlalchemy import Engine

from console.call_cards import CallCards
from console.partners import Partners, PartnerStore
from console.place_search import PlaceSearch
from dispatch.domain.clock import Clock
from dispatch.projections.readside import ReadSide
from dispatch.writer import Writer
from stations.positions.book import PositionBook
from stations.region import Region


class CallParts(NamedTuple):
    """What a running server has beside its calls."""

    cards: CallCards
    partners: Partners


def call_parts(
    *,
    region: Region,
    readside: ReadSide,
    positions: PositionBook,
    places: PlaceSearch,
    engine: Engine,
    writer: Writer,
    clock: Clock,
) -> CallParts:
    """Cards and partners of one server."""
    cards = CallCards(
        region=region,
        readside=readside,
        positions=positions,
        places=places,
        engine=engine,
        clock=clock,
    )
    partners = Partners(
        store=PartnerStore(engine),
        engine=engine,
        region=region,
        readside=readside,
        writer=writer,
        now_ms=clock.now_ms,
        now_s=time.monotonic,
    )
    return CallParts(cards, partners)
