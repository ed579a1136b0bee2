"""What a reader of the report sees first."""
