"""The road network as arrays, and the nearest place on it."""
