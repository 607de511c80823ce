"""What a centre's own journal teaches the planner (SIM-07): distributions fitted, days replayed.

Read in this order: ``history`` (the journal as cases), ``fitting`` (parameters with how well they
fit), ``charts`` (the fit as a picture), ``replaying`` (a real day under other rules).
"""
