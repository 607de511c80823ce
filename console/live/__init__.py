"""The live channel: events in order and never lost, positions newest-only, nobody waits."""
