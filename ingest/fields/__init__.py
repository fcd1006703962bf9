"""Fields of an article, one file each: parse(text) gives the value, or None if the text has none."""
