"""What is known of single outlets, as data: one TOML file an outlet, and a list of domains."""
