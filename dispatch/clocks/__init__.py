"""Clocks (计时): what has a limit, which alarm it raises, who must acknowledge, how it escalates.

``table`` lists them, ``watches`` says what each looks at, ``clockwork`` finds what is due. Nothing
here acts: the one ticker of the console (``console.alarms``) hands the commands in.
"""
