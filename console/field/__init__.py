"""Vehicles in the field: the way of a fix from its door to fences, tracks and sorties."""
