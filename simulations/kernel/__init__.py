"""The compiled simulator (规划推演内核): years of calls on real roads in a second."""
