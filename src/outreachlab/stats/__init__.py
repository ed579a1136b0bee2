"""Statistics on arrays: no log, no labels; each file has one idea and the source it is from."""
