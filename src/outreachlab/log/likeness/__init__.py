"""Names that may be one person's, by how they are written, said and shortened."""
