"""One file per step, for both dialects; a released step is never changed."""
