"""Copies of one text across outlets and days."""
