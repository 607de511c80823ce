"""From an OpenStreetMap file to a road network that an ambulance can drive."""

from geo.roads.osm.importing import Surroundings, import_roads
from geo.roads.osm.islands import Place
from geo.roads.osm.report import ImportReport
from geo.roads.osm.source import OsmInvalid, Progress

__all__ = ["ImportReport", "OsmInvalid", "Place", "Progress", "Surroundings", "import_roads"]
