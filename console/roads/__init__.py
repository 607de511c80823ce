"""The roads at a running server: engine, times as they are now, closures, ways and isochrones."""
