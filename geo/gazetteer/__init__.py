"""Places by name (地名): what a caller says becomes a point, and a point becomes words.

``place`` has the records and the port and costs nothing to import. ``gazetteer`` brings the
dictionaries of pinyin and of traditional characters, half a second of reading: the server does that
beside its start.
"""
