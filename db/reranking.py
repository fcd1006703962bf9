"""The order of articles that have some of a question's words only."""


def stop_words() -> frozenset[str]:
    """The commonest words of a language, which tell nothing about a question."""
    return frozenset(["the", "of", "a", "in", "to", "and", "is", "was"])
