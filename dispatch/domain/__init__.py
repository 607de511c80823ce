"""Records, events and commands of dispatch, free of I/O and frameworks."""
