"""The twin (孪生): the real core under a virtual clock, with simulated people around it."""
