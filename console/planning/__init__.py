"""What planners ask of the server (规划): scenarios, runs, days, history."""
