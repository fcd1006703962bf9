"""How often each promise is tried: a few times with every test run, many times with ``make torture``.

Every trial is numbered, and its number is the seed of all that is random in it, so that one that fails can be
tried again. The table at the end of the run tells how many trials there were.
"""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from newsroom import Newsroom, newsrooms

#: ``TORTURE=long`` asks for the long form.
LONG = os.environ.get("TORTURE") == "long"
#: ``TORTURE_FROM=17`` begins with trial 17.
FIRST = int(os.environ.get("TORTURE_FROM", "0"))

Trials = Callable[[str, int, int], Iterator[int]]

_tried: dict[str, int] = {}


@pytest.fixture
def trials() -> Trials:
    """Give the numbers of the trials of a promise: ``for seed in trials("kill -9", 25, 1000): ...``."""

    def trials(promise: str, short: int, long: int) -> Iterator[int]:
        for seed in range(FIRST, FIRST + (long if LONG else short)):
            yield seed
            # Counted once it is over: a trial that fails ends its test.
            _tried[promise] = _tried.get(promise, 0) + 1

    return trials


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Give the counts to the process that prints, where several run the tests."""
    told = getattr(session.config, "workeroutput", None)
    if told is not None:
        told["tried"] = dict(_tried)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Add up what the processes counted; one that crashed tells nothing."""
    for promise, number in getattr(node, "workeroutput", {}).get("tried", {}).items():
        _tried[promise] = _tried.get(promise, 0) + number


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell how often each promise was tried and held."""
    if _tried:
        terminalreporter.section("promises held")
        for promise, number in sorted(_tried.items()):
            terminalreporter.write_line(f"{number:7,}  {promise}")


@pytest.fixture(scope="session")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    """Archives that nobody disturbed, and a stage for runs that are."""
    yield from newsrooms(tmp_path_factory.mktemp("newsroom"))
