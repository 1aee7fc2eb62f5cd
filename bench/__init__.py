"""How fast the house is, beside others, side by side in one run: `make bench`."""
