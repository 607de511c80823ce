"""Areas of the prefecture: which county and township a point lies in."""
