"""No regular expression of the reader takes more than linear time, whatever it is given."""

import re

import pytest
from patterns import patterns, slow_on


def test_no_pattern_of_the_reader_is_slow():
    found = patterns()
    # Introspection that finds nothing proves nothing.
    assert len(found) > 500
    assert {"ingest/decode.py", "ingest/formats/text.py"} <= {where.rpartition(":")[0] for _, where in found}
    slow = {f"{where} {pattern.pattern[:60]!r}": slow_on(pattern, where) for pattern, where in found}
    assert not {what: how for what, how in slow.items() if how}


@pytest.mark.parametrize("pattern", [r"\s+$", r"(?:a|A)*b", r"[\w.]+@[\w.]+", r"<[^>]*>", r"-.*-$"])
def test_a_slow_pattern_is_found_out(pattern):
    """The negative control: innocent patterns, each quadratic over some text."""
    assert slow_on(re.compile(pattern))


def test_a_quick_pattern_is_left_alone():
    assert not slow_on(re.compile(r"\b\w{1,20}+\s?"))
