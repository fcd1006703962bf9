"""Lists of names and words, as data; ``ingest.entities.gazetteer`` reads them."""
