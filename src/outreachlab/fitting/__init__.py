"""From a log to a regression: which terms, over which rows, here or in parts."""
