"""The same answers over a log in many parts: each part's sums, added up."""
