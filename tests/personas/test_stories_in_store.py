"""Every story once more, its facts kept in the store and loaded again: the verdicts are the same."""

import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from connector.moodle.reading import Reading
from connector.moodle.records import Attempt, Cohort, Completion, Course, Enrolment, Quiz
from mappings.facts import AttemptStanding, LinkState
from mappings.identity.values import Link
from mappings.keeping.links import record
from mappings.keeping.loading import load_facts, load_selected
from mappings.keeping.pulled import keep
from mappings.keeping.secrecy import Keyring
from mappings.regulation.assessment import assess
from mappings.regulation.catalogue import resolve
from mappings.tables import (
    cohort_member,
    employment,
    organisation,
    person,
    roster_import,
    route,
    route_item,
    stream,
)

HERE = Path(__file__).parent
STORIES = sorted((HERE / "stories").glob("*.toml"))
SITE = "lms"
FIRST_READ = datetime(2024, 1, 1, tzinfo=UTC)
NOW = datetime(2027, 1, 1, tzinfo=UTC)
RECORDS = {
    "courses": Course,
    "quizzes": Quiz,
    "cohorts": Cohort,
    "attempts": Attempt,
    "enrolments": Enrolment,
    "completions": Completion,
}
STATES = {AttemptStanding.FINISHED: "finished", AttemptStanding.AWAITS_GRADING: "finished"}


class Scribe:
    """Writes a story's facts as the night would have kept them."""

    def __init__(self, tx, story):
        self.tx = tx
        self.story = story
        self.facts = story.facts

    def write(self):
        self.lms(tomllib.loads((HERE / "lms.toml").read_text("utf-8")))
        self.staff()
        self.accounts()
        self.learning()
        self.memberships()
        self.routes()

    def keep(self, name, rows):
        told = Reading(name, [RECORDS[name](**row) for row in rows])
        keep(self.tx, SITE, name, told, keyring=Keyring(bytes(32)), now=NOW)

    def lms(self, told):
        course = {
            "id_number": None,
            "category_id": None,
            "visible": True,
            "tracks_completion": True,
            "custom_fields": {},
        }
        self.keep(
            "courses",
            (
                {"course_id": each["id"], "short_name": each["short_name"], "full_name": each["full_name"]}
                | course
                for each in told["courses"]
            ),
        )
        quiz = {"module_id": 1, "grade_method": "highest", "max_mark": 100.0, "max_grade": 100.0}
        self.keep(
            "quizzes",
            (
                quiz
                | {
                    "quiz_id": each["id"],
                    "course_id": each["course"],
                    "name": each["name"],
                    "id_number": each.get("id_number"),
                }
                for each in told["quizzes"]
            ),
        )
        self.keep(
            "cohorts",
            (
                {"cohort_id": each["id"], "name": each["name"], "id_number": each["id_number"]}
                for each in told["cohorts"]
            ),
        )

    def staff(self):
        taken = {
            "import_id": 1,
            "file_hash": "0" * 64,
            "as_of": date(2020, 1, 1),
            "imported_at": NOW,
            "rows": 0,
        }
        self.tx.insert(roster_import, [taken | {"problems": []}])
        self.tx.insert(
            organisation,
            (
                {"organisation_id": number, "name": name, "normal_name": name, "as_of": date(2020, 1, 1)}
                for name, number in self.story.organisations.items()
            ),
        )
        names = {"last_name": "Ф", "first_name": "И", "patronymic": "О", "import_id": 1}
        self.tx.insert(
            person,
            (
                names
                | {
                    "person_id": each.person_id,
                    "roster_no": each.roster_no,
                    "birth_date": each.birth_date,
                    "work_started": each.work_started,
                }
                for each in self.facts.people
            ),
        )
        self.tx.insert(
            employment,
            (
                {
                    "person_id": each.person_id,
                    "organisation_id": post.organisation_id,
                    "kind": post.kind.value,
                    "post": post.post,
                    "subject": "",
                    "main": post.main,
                    "hired": post.hired,
                    "left": post.left,
                    "import_id": 1,
                }
                for each in self.facts.people
                for post in each.employments
            ),
        )

    def accounts(self):
        lines = [
            Link(key, state, each.person_id, 1.0, "snils")
            for each in self.facts.people
            for state, keys in ((LinkState.LINKED, each.accounts), (LinkState.REVIEW, each.awaiting_accounts))
            for key in keys
        ]
        record(self.tx, lines, now=NOW)

    def learning(self):
        owners = {each.person_id: each.accounts for each in self.facts.people}
        self.keep(
            "attempts",
            (
                {
                    "attempt_id": each.key[1],
                    "quiz_id": each.quiz[1],
                    "account_id": owners[each.person_id][-1][1],
                    "number": each.key[1],
                    "state": STATES.get(each.standing, "inprogress"),
                    "preview": False,
                    "started_at": None,
                    "finished_at": each.finished_at,
                    "modified_at": None,
                    "mark": None if each.share is None else float(each.share * 100),
                }
                for each in self.facts.attempts
            ),
        )
        self.keep(
            "enrolments",
            (
                {
                    "course_id": each.course[1],
                    "account_id": each.account[1],
                    "method": f"manual-{number}",
                    "status": "active" if each.active else "suspended",
                    "created_at": None,
                    "starts_at": each.starts_at,
                }
                for number, each in enumerate(self.facts.enrolments)
            ),
        )
        self.keep(
            "completions",
            (
                {
                    "course_id": each.course[1],
                    "account_id": each.account[1],
                    "started_at": each.started_at,
                    "completed_at": each.completed_at,
                }
                for each in self.facts.completions
            ),
        )

    def memberships(self):
        read = {
            "site": SITE,
            "name": "cohort_members",
            "first_read_at": FIRST_READ,
            "read_at": NOW,
            "rows": 0,
            "notes": {},
        }
        self.tx.insert(stream, [read])
        self.tx.insert(
            cohort_member,
            (
                {
                    "site": SITE,
                    "cohort_id": each.cohort[1],
                    "account_id": each.account[1],
                    "first_seen": each.joined_at or FIRST_READ,
                    "changed_at": each.joined_at or FIRST_READ,
                    "gone_at": each.left_at,
                }
                for each in self.facts.memberships
            ),
        )

    def routes(self):
        self.tx.insert(
            route,
            (
                {
                    "route_id": each.route_id,
                    "person_id": each.person_id,
                    "diagnostic_id": each.diagnostic_id,
                    "round_number": each.round_number,
                    "state": each.state.value,
                    "created_on": each.created_on,
                    "approved_on": each.approved_on,
                }
                for each in self.facts.routes
            ),
        )
        self.tx.insert(
            route_item,
            (
                {
                    "route_id": each.route_id,
                    "position": item.position,
                    "competency": item.competency,
                    "format": item.format.value,
                    "site": item.course[0],
                    "course_id": item.course[1],
                    "activity": item.activity,
                    "organiser": item.organiser,
                    "hours": item.hours,
                    "due_on": item.due_on,
                    "why": item.why,
                }
                for each in self.facts.routes
                for item in each.items
            ),
        )


def verdicts(facts, question):
    """Return the reason of every verdict by indicator and subject."""
    return {(each.indicator, each.subject_id): each.reason.value for each in assess(facts, question).verdicts}


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_a_story_kept_in_the_store_is_counted_as_it_was_told(read_story, sqlite_store, path):
    story = read_story(path)
    with sqlite_store.transaction() as tx:
        Scribe(tx, story).write()

    with sqlite_store.reading() as tx:
        catalogue, problems = resolve(story.settings, *load_selected(tx))
        loaded = load_facts(tx, catalogue, frozenset(story.settings.staff.head_posts))

    assert problems == ()
    assert catalogue == story.facts.catalogue
    # The register of supports is no table yet: its entries are those of the story.
    whole = replace(loaded, supports=story.facts.supports)
    assert verdicts(whole, story.question) == verdicts(story.facts, story.question)
