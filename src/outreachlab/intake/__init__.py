"""A person's file becomes a checked log."""
