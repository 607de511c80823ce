"""Who may come in and who is there: logins, their administration, layouts, seats."""
