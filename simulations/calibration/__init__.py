"""What a centre's own journal teaches the planner (SIM-07): distributions fitted, days replayed.

Read in this order: ``history`` (the journal as cases), ``fitting`` (parameters with how well they
fit), ``terms`` (what is learned beside what is kept), ``charts`` (the fit as a picture),
``replaying`` (a real day as the kernel's calls), ``comparing`` (beside the real one, call by call).
"""
