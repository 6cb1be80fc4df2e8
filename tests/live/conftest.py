"""The site is looked at once, for all checks; in the end it is told in plain words what it can tell and what not."""

import os
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from config.problems import ConfigProblems
from connector.errors import BorderError
from tests.live.seen import looking
from tests.live.streams import STREAMS
from tests.live.subject import NO_SITE, NOT_SEEN, subject_of
from tests.live.summary import silence, told_in_the_end, why_not_seen

HERE = Path(__file__).parent
SEEN = pytest.StashKey()


def pytest_configure(config):
    """Show no arguments and no locals of what fails: rows of people may be among them."""
    config.option.tbstyle = "short"
    config.option.showlocals = False


def pytest_collection_modifyitems(config, items):
    """Where no site is named one check stays to say so, for all of them."""
    own = [each for each in items if each.path.parent == HERE]
    if own and subject_of(os.environ) is None:
        config.hook.pytest_deselected(items=own[1:])
        items[:] = [each for each in items if each not in own[1:]]


@pytest.fixture(scope="session")
def seen(request):
    """Everything there is to see; skips, loudly, where no site is named.

    A site that cannot be looked at ends the session: no check has anything to judge. What is kept on the
    way is people's data, and goes with the session: pytest's own folders would stay.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="marshrut-live-")))
        try:
            subject = subject_of(os.environ)
            if subject is None:
                pytest.skip(NO_SITE)
            found = stack.enter_context(looking(subject, folder))
        except (BorderError, ConfigProblems, OSError, LookupError) as error:
            pytest.exit(why_not_seen(error), returncode=1)
        request.config.stash[SEEN] = found
        yield found


@pytest.fixture
def stream(seen, request):
    """The stream of this check; skips where the site has no way to tell of it."""
    name = request.param
    told = silence(seen, name)
    if told:
        pytest.skip(f"НЕ ПРОВЕРЕНО: {told}")
    return STREAMS[name]


@pytest.fixture
def attribute(seen, request):
    """The attribute of this check; skips where the site has no way to tell of its stream."""
    told = silence(seen, request.param.stream)
    if told:
        pytest.skip(f"НЕ ПРОВЕРЕНО: {told}")
    return request.param


def pytest_terminal_summary(terminalreporter, config):
    """Print what the site can tell and what not, and how much of each field is filled."""
    if SEEN not in config.stash:
        named = subject_of(os.environ) is not None
        terminalreporter.section("площадка не проверена")
        terminalreporter.write_line(NOT_SEEN if named else NO_SITE)
        return
    terminalreporter.section("площадка")
    for line in (*told_in_the_end(config.stash[SEEN]), "", *_counted(terminalreporter.stats)):
        terminalreporter.write_line(line)


def _counted(stats):
    """Yield how the checks ended, and the names of those that failed."""
    ends = {"прошло": "passed", "не прошло": "failed", "не проверено": "skipped", "сломалось": "error"}
    numbers = {word: len(stats.get(end, ())) for word, end in ends.items()}
    yield "Проверок: " + ", ".join(f"{word} {number}" for word, number in numbers.items() if number) + "."
    yield from (f"  ✗ {each.nodeid.rpartition('::')[2]}" for each in stats.get("failed", ()))
