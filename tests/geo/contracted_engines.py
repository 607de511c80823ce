"""The engine for live roads, as tests need it: ready, or for ever preparing."""

from geo.roads.network import RoadNetwork
from geo.routing.contracted import ContractedRouter


def ready(network: RoadNetwork) -> ContractedRouter:
    """With its hierarchy."""
    router = ContractedRouter(network)
    router.wait()
    return router


class StillPreparing(ContractedRouter):
    """With a hierarchy that never gets ready: a plain search answers."""

    def _prepare(self) -> None:
        """Take for ever."""
