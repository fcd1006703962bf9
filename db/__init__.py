"""Articles to rows: the archive's schema, what is saved in it and how it is searched."""
