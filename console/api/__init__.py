"""The HTTP interface: one small file for each noun, no rule of dispatch in any of them."""
