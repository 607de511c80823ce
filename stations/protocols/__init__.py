"""Languages that devices in vehicles speak; each becomes the same ``Fix`` (VEH-04)."""
