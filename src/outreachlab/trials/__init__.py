"""Trying a piece of advice properly: a plan made beforehand, lots handed out, the trial read."""
