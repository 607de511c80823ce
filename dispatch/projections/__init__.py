"""What readers see: events turned into views."""
