"""Editions of the region pack (地区包版本): kept, compared, edited by row, put into force."""
