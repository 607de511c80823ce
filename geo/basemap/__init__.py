"""The offline base map (底图): what lies under the symbols, cut into vector tiles on this machine.

Roads, water, built-up ground, borders and places become ``MapFeature`` records, one stream of which
becomes one PMTiles file. Nothing of it is asked from the internet, neither while it is made nor
while it is shown.
"""
