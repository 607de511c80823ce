"""One simulated day on the console's own map (动画): what happened, and who drove where.

``days`` (which one), ``sorties`` (read from the kernel's outcome), ``ways`` (their shape on the
roads), ``playing`` (all of it), ``told`` (as the page takes it).
"""
