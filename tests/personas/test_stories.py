"""Every story in `stories/` is counted as its methodist expects, in the report's own words."""

from pathlib import Path

import pytest

from config.locale import texts
from mappings.reasons import Reason
from mappings.regulation.assessment import assess

STORIES = sorted((Path(__file__).parent / "stories").glob("*.toml"))
ABOUT_PEOPLE = ("6.1.1", "6.1.2", "6.1.3", "6.1.5")
OUTSIDE = "не входит"


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_everyone_in_the_story_is_counted_as_the_methodist_expects(read_story, path):
    story = read_story(path)

    verdicts = assess(story.facts, story.question).verdicts

    said = {(each.indicator, each.subject_id): texts("ru").say(f"reasons.{each.reason}") for each in verdicts}
    for person, expected in story.people.items():
        for indicator, words in expected.items():
            assert said.get((indicator, person), OUTSIDE) == words, (person, indicator)
    teams = {subject: words for (indicator, subject), words in said.items() if indicator == "6.1.4"}
    assert teams == story.teams


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_a_story_says_what_it_expects_of_its_first_person_in_every_indicator(read_story, path):
    story = read_story(path)

    assert len(story.told["история"]) > 40
    assert set(story.people[1]) in ({*ABOUT_PEOPLE}, set()), (
        "either everything is expected, or the story is a team's"
    )
    assert story.people[1] or story.teams


def test_there_are_stories_for_every_reason(read_story):
    expected = set()
    for path in STORIES:
        story = read_story(path)
        expected |= {words for each in story.people.values() for words in each.values()}
        expected |= set(story.teams.values())

    assert expected == {texts("ru").say(f"reasons.{reason}") for reason in Reason} | {OUTSIDE}


def test_there_are_at_least_35_stories():
    assert len(STORIES) >= 35
