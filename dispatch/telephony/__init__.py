"""What telephone exchanges say and what they are asked, without a socket: FreeSWITCH, Asterisk."""
