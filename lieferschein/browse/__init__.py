"""A read-only web page of the store, on Datasette (https://datasette.io): for people without a terminal."""
