"""Lines to labelled blocks: what each line of a source is, and which rule said so."""
