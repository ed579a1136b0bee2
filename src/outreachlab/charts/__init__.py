"""An answer becomes a figure; no statistics here."""
