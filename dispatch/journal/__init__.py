"""The journal: what was decided, in order, durable before anybody is told."""
