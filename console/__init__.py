"""The rim facing people: HTTP, live screens, command line, and the one composition root."""
