"""The lines around a line of a page: the next ones, those of its element and those that look like it.

``facts`` holds width, ending and share of links of each line: shape (lines, 3).
"""

import numpy as np

from ingest.formats.html_lines import Page

NEIGHBOURS = (-3, -2, -1, 1, 2, 3)
#: Characters of a line that count: one licence text must not outweigh a story of short paragraphs.
CAP = 500.0


def crowd(page: Page, facts: np.ndarray, nodes: list[int]) -> np.ndarray:
    """How many lines stand in the same element above or have the same signature, and their means."""
    everyone = [row.node for row in page.rows]
    counted = np.hstack([np.ones((len(facts), 1)), facts])
    counted[:, 1] = np.minimum(counted[:, 1], CAP)
    out = []
    for keys in (page.parent, page.sign):
        places: dict[int | str, int] = {}
        index = [places.setdefault(keys[node], len(places)) for node in everyone]
        sums = np.zeros((len(places), counted.shape[1]))
        np.add.at(sums, index, counted)
        sums[:, 1:] /= sums[:, :1]
        out.append(sums[[places[keys[node]] for node in nodes]])
    return np.hstack(out)


def neighbours(page: Page, facts: np.ndarray, places: list[int]) -> np.ndarray:
    """The facts of the lines before and after, and whether they are of the same element or signature."""
    size = len(facts)
    parents = _numbered([page.parent[row.node] for row in page.rows])
    signs = _numbered([page.sign[row.node] for row in page.rows])
    here = np.array(places)
    out = []
    for k in NEIGHBOURS:
        there = here + k
        beyond = (there < 0) | (there >= size)
        there = np.where(beyond, 0, there)
        same = [parents[there] == parents[here], signs[there] == signs[here]]
        columns = np.column_stack([facts[there], *same])
        columns[beyond] = -1.0
        out.append(columns)
    return np.hstack(out)


def _numbered(keys: list[int] | list[str]) -> np.ndarray:
    """A number for each key, the same for the same."""
    places: dict[int | str, int] = {}
    return np.array([places.setdefault(key, len(places)) for key in keys])
