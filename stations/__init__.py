"""What can be sent, where it is, and what it is doing."""
