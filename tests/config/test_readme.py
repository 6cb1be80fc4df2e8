"""README and docs promise nothing that isn't there, and leave out no command."""

import re
import tomllib
from pathlib import Path

import pytest
from typer.core import TyperArgument, TyperGroup
from typer.main import get_command

from config.load import load
from jobs.cli.main import app

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
OPERATING = ROOT / "docs" / "operating.md"
PAGES = (README, ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md")))

APP = get_command(app)
CALL = re.compile(r"(?<![\w./@-])(?<!-[ugo] )marshrut((?: +(?:--[a-z-]+|[\w.:*=«»\"/-]+))+)")
"""`marshrut` with what follows it; after `-u`, `-g` and `-o` it is a user."""


def _paths(command, before=()):
    """Yield every way through the app that ends at a command, as words."""
    if not isinstance(command, TyperGroup) or command.invoke_without_command:
        yield before
    if isinstance(command, TyperGroup):
        for name, inner in command.commands.items():
            yield from _paths(inner, (*before, name))


def _code(page):
    """Return what a page sets as code: fenced and indented blocks, and spans."""
    text = page.read_text("utf-8")
    fenced = re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    rest = re.sub(r"^```\w*\n.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    indented = re.findall(r"^ {4}(.*)$", rest, re.MULTILINE)
    spans = re.findall(r"`([^`\n]+)`", rest)
    return "\n".join((*fenced, *indented, *spans))


def _headings(page):
    """Return the anchors of a page's headings: lower case, no punctuation, hyphens for spaces."""
    told = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in told}


def _wrong(told):
    """Return what is wrong with the words after `marshrut`; a word beside the commands must be somebody's value."""
    command, options, values = APP, _options(APP), False
    for word in told:
        if word.startswith("--"):
            if word not in options:
                return f"no option {word}"
            values = True
        elif isinstance(command, TyperGroup) and word in command.commands:
            command = command.commands[word]
            options = options | _options(command)
            values = any(isinstance(each, TyperArgument) for each in command.params)
        elif not values:
            return f"no command {word}"
    return None


def _options(command):
    return {name for each in command.params for name in each.opts} | {"--help"}


def _calls(page):
    return [told.rstrip(".:").split() for told in CALL.findall(_code(page))]


@pytest.fixture
def shown():
    """The configuration that README shows."""
    [told] = re.findall(r"^```toml\n(.*?)^```", README.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return told


def test_the_configuration_shown_in_the_readme_loads_without_a_word(write, shown):
    environ = {"MARSHRUT_LMS_TOKEN": "0" * 32, "MARSHRUT_SMTP_PASSWORD": "a password"}

    loaded = load(write(shown), environ)

    assert not loaded.warnings
    assert not loaded.secret_problems()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_and_option_that_a_page_names_exists(page):
    wrong = {f"marshrut {' '.join(told)}": _wrong(told) for told in _calls(page)}

    assert not {call: why for call, why in wrong.items() if why}


def test_the_pages_do_name_commands():
    """Else the test above would pass by finding none."""
    assert sum(len(_calls(page)) for page in PAGES) > 50


@pytest.mark.parametrize("words", sorted(_paths(APP)), ids=" ".join)
def test_every_command_is_explained_to_the_administrator(words):
    headings = re.findall(r"^### `marshrut ([^`]+)`$", OPERATING.read_text("utf-8"), re.MULTILINE)

    assert " ".join(words) in headings


@pytest.mark.parametrize("words", sorted(_paths(APP)), ids=" ".join)
def test_the_readme_has_a_line_for_every_command(words):
    rows = re.findall(r"^\| `marshrut ([^`]+)` \|", README.read_text("utf-8"), re.MULTILINE)

    assert " ".join(words) in rows


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_the_pages_lead_somewhere(page):
    """Also to a heading, by the name GitHub gives it."""
    links = re.findall(r"\]\((?!https?:)([^)]+)\)", page.read_text("utf-8"))
    broken = []
    for link in links:
        file, _, heading = link.partition("#")
        target = (page.parent / file).resolve() if file else page
        if not target.exists() or (heading and heading not in _headings(target)):
            broken.append(link)

    assert not broken


def test_every_reason_is_explained_to_the_methodist():
    reasons = tomllib.loads((ROOT / "config/locale/ru/reasons.toml").read_text("utf-8"))
    told = (ROOT / "docs" / "methodist.ru.md").read_text("utf-8")

    assert not [each for name, each in reasons.items() if name != "counted" and f"| {each} |" not in told]
