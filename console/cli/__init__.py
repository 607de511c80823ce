"""The command ``liandong``, one file for each group of commands."""
