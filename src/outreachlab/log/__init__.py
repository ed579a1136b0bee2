"""The log everyone stands on: its words, its rows, who is who, what became of each request."""
