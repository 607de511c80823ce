"""One small function per command: check it against the board, answer with events."""
