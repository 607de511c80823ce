"""How many vehicles and how many seats (配车与席位): norms and queueing formulas."""
