"""JT/T 808, the language of Chinese vehicle terminals (车载终端通讯协议), 2013 and 2019 dialects.

Read in this order: ``frame`` (bytes on the wire), ``header``, ``layout`` (the standard's field
tables as data), ``messages``, ``session`` (one connection, without any socket), ``intake`` (what is
said becomes fixes), ``gateway`` (the sockets), ``turns`` (who is worked off when).
"""
