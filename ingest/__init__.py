"""Raw news files to articles: pure functions, no database, no clock, no network."""
