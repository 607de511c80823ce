"""One decision policy per file; each explains its answer."""
