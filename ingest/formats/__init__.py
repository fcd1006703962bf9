"""Readers: one file a format, each from text to a Draft."""
