"""Rebuilds the packs that come with the program from public packages and the facts beside."""
