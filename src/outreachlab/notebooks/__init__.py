"""The analysis notebooks: what their cells use, where they are, how they run on a person's log."""
