"""From a GPS fix to the latest position of a vehicle."""
