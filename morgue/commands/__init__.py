"""The commands: each parses, calls one function and prints; what is heavy is imported when one runs."""
