"""One day on the console's own map (动画): what happened, and who drove where.

A day of a run (``noted``: read from what the kernel's diary kept) and a real day of the journal
(``lived``) are both told as moments of vehicles; ``playing`` makes steps and drives of them, their
shape on the roads is ``ways``'s. ``days`` says which day, ``told`` how the page takes it.
"""
