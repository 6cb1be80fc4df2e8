"""Jobs set up logging for the whole process; every test leaves it as it was."""

import logging

import pytest
import structlog

from jobs import logs


@pytest.fixture(autouse=True)
def _logs_as_they_were():
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()
    logs._secrets.clear()
