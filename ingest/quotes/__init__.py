"""Who said what: ``find`` gives the quotes of a body, each with its speaker where one can be told."""

from ingest.quotes.find import find as find
