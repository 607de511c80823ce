"""Where free vehicles wait (动态待命): one policy per file, arrays in, a place per vehicle out.

The console's advice and the planner's simulator call the same functions; ``compiled`` makes machine
code of them, and ``function.py_func`` is the same thing uncompiled.
"""
