"""Exact road time to every vehicle in microseconds: a customizable contraction hierarchy.

See ``README.md`` beside this file for the idea and the figures.
"""

from geo.routing.contracted.engine import ContractedRouter

__all__ = ["ContractedRouter"]
