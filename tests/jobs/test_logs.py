"""Logs are quiet, plain, and keep secrets and people out."""

import json
import logging

import pytest
import structlog
from pydantic import BaseModel

from config.load import load
from jobs import logs


class Account(BaseModel):
    """A record, as the connector has them."""

    last_name: str = "Иванова"


@pytest.fixture
def told(capsys):
    """Return what has been logged."""
    return lambda: capsys.readouterr().err


def test_by_default_only_warnings_are_heard(told):
    logs.configure_logs()
    log = structlog.get_logger()

    log.info("step", name="pull")
    log.warning("slow", seconds=3.5)

    [line] = told().splitlines()
    assert "level=warning event=slow seconds=3.5" in line


def test_lines_of_json_can_be_read_by_a_program(told):
    logs.configure_logs(level="info", as_json=True)

    structlog.get_logger().info("шаг", name="pull", rows=3)

    line = json.loads(told())
    assert {key: line[key] for key in ("event", "level", "name", "rows")} == {
        "event": "шаг",
        "level": "info",
        "name": "pull",
        "rows": 3,
    }
    assert line["timestamp"].endswith("Z")


@pytest.mark.parametrize(
    "text",
    [
        "the token is hunter2-token",
        "wstoken=5ecr3t&wsfunction=x",
        "password: pa55word",
        "postgresql://marshrut:pa55word@db/x",
        "0123456789abcdef0123456789abcdef",
    ],
)
def test_secrets_known_or_apparent_are_masked(told, text):
    logs.hide("hunter2-token")
    logs.configure_logs()

    structlog.get_logger().warning(text, url=text)
    logging.getLogger("urllib3").warning("retrying %s", text)

    lines = told()
    assert lines.count("***") >= 3
    assert not [each for each in ("hunter2", "5ecr3t", "pa55word", "0123456789abcdef") if each in lines]


def test_a_secret_too_short_to_hide_does_not_mask_the_whole_log(told):
    logs.hide("a")
    logs.configure_logs()

    structlog.get_logger().warning("a warning")

    assert 'event="a warning"' in told()


def test_records_are_never_printed(told):
    logs.configure_logs()

    structlog.get_logger().warning("odd", row=Account(), rows=[Account()], values={"name": "Иванова"})

    line = told()
    assert "Иванова" not in line
    assert "row=<Account>" in line
    assert 'rows="<list of 1>"' in line


def test_an_exception_is_named_but_not_quoted(told):
    logs.configure_logs()
    log = structlog.get_logger()

    try:
        int("Иванова Мария")
    except ValueError:
        log.exception("failed")
        logging.getLogger("lib").exception("failed")

    lines = told()
    assert lines.count("error=ValueError") == 2
    assert "Иванова" not in lines


def test_a_secret_read_from_the_configuration_is_hidden_from_then_on(told, tmp_path):
    path = tmp_path / "marshrut.toml"
    path.write_text('[lms]\nurl = "https://lms.example.ru"\n')
    loaded = load(path, {"MARSHRUT_LMS_TOKEN": "not-hex-token"}, tell_secret=logs.hide)
    loaded.read_secret(loaded.settings.lms[0].token, key="lms[0].token")
    logs.configure_logs()

    structlog.get_logger().warning("not-hex-token")

    assert "not-hex-token" not in told()
