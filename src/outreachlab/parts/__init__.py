"""A log in many parts: split, stored, counted part by part."""
