"""Each module answers one question about a checked log."""
