"""Who and what an article names: ``tag`` finds the mentions, ``resolve`` tells whom they mean."""

from ingest.entities.names import key as key
from ingest.entities.resolve import resolve as resolve
from ingest.entities.tagger import tag as tag
