"""Road time: the Router protocol and its engines."""
