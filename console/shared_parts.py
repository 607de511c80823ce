"""What almost every part of a server is made of; made first, and never exchanged."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from console.settings import Settings
from dispatch.domain.clock import Clock
from dispatch.journal.stored import StoredJournal
from dispatch.projections.readside import ReadSide
from dispatch.writer import Writer
from stations.positions.book import PositionBook
from stations.region import Region

if TYPE_CHECKING:  # the system is made of these, and they may have to tell it something
    from console.system import System


@dataclass(frozen=True)
class Shared:
    """Settings, register, time, stores, boards; ``system`` is whole only once all is wired."""

    settings: Settings
    region: Region
    clock: Clock
    journal: StoredJournal
    engine: Engine
    positions: PositionBook
    readside: ReadSide
    writer: Writer
    system: Callable[[], "System"]
