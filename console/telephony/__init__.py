"""The telephone exchange (交换机) at the rim: FreeSWITCH, Asterisk, a simulated one, or none."""
