"""The live hub: sequenced events and conflated positions to every screen."""
