"""Measurements with floors: quality on real data where it is at hand, speed on generated archives."""
