"""How fast notes are read and imported: `make bench`."""
