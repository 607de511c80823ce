"""The same decisions under a virtual clock, and the simulated day."""
