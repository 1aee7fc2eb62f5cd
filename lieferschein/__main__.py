"""`python -m lieferschein`."""

from lieferschein.cli import main

main()
