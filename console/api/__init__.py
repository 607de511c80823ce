"""HTTP routes; each a thin door to the dispatch core."""
