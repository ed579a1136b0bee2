"""Statistics on arrays: they know no log."""
