"""The simulated day (模拟急救日): callers, desks, crews and GPS, outside the system they use.

It talks to the server through HTTP and the live channel only, as the real ones would. What is due
is always worked out anew from what the server shows, and every draw of chance is named, so that a
day can be stopped at any moment and goes on where it was, without keeping a file of its own.
"""
