"""The base map under the symbols, and names on it that lead to points."""
