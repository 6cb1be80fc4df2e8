"""The indicators against a second reckoning, written from the domain's rules alone, over random districts.

The second reckoning is slow and blunt on purpose: it shares no code with the rules, only the facts' shapes.
Days and moments are drawn from few values, so that every boundary is met often.
"""

import random
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from config.settings import Readings
from mappings.facts import (
    AttemptFact,
    AttemptStanding,
    Catalogue,
    CatalogueItem,
    CompetencyDefinition,
    CompletionFact,
    DiagnosticDefinition,
    Employment,
    EnrolmentFact,
    Facts,
    Format,
    Membership,
    PartDefinition,
    Person,
    RegistryStay,
    RouteFact,
    RouteItem,
    RouteState,
    StaffKind,
    SupportDefinition,
    SupportStay,
)
from mappings.reasons import Reason
from mappings.regulation.assessment import INDICATORS, assess
from mappings.regulation.question import Question

ZONE = ZoneInfo("Asia/Yekaterinburg")
TEACHER, MANAGER = StaffKind.TEACHER, StaffKind.MANAGER
AS_OF = [date(2026, 6, 30), date(2026, 12, 31), date(2028, 2, 29), date(2027, 2, 28)]


class Dice:
    """Draws one district."""

    def __init__(self, seed):
        self.dice = random.Random(seed)
        self.as_of = self.dice.choice(AS_OF)
        year = self.as_of.year
        self.days = [
            self.as_of + timedelta(days=each) for each in (-1, 0, 1, -40, -80, -200, -400, -1095, -1096)
        ] + [date(year, 1, 1), date(year - 1, 12, 31), date(year - 3, 6, 30), date(year - 3, 7, 1)]
        self.people = range(1, 9)

    def day(self):
        return self.dice.choice(self.days)

    def maybe(self, value, odds=0.5):
        return value() if self.dice.random() < odds else None

    def moment(self):
        day = self.day()
        hour, minute, second = self.dice.choice([(0, 0, 0), (23, 59, 59), (4, 59, 59), (5, 0, 0), (12, 0, 0)])
        return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=ZONE).astimezone(UTC)

    def some(self, most, make):
        return tuple(make(number) for number in range(1, self.dice.randint(0, most) + 1))

    def quiz(self):
        return ("lms", self.dice.randint(1, 3))

    def course(self):
        return ("lms", self.dice.randint(11, 17))

    def person_id(self):
        return self.dice.choice(self.people)

    def kinds(self):
        return frozenset(self.dice.choice([[TEACHER], [MANAGER], [TEACHER, MANAGER]]))

    def competencies(self):
        return frozenset(self.dice.sample("abc", self.dice.randint(0, 2)))

    def post(self, _number):
        return Employment(
            organisation_id=self.dice.randint(1, 3),
            kind=self.dice.choice([TEACHER, TEACHER, MANAGER]),
            post="",
            is_head=self.dice.random() < 0.4,
            main=self.dice.random() < 0.8,
            hired=self.maybe(self.day, 0.8),
            left=self.maybe(self.day, 0.2),
        )

    def person(self, number):
        born = self.dice.choice([1980, 1991, 1992, 1993, 1994])
        birthday = self.dice.choice([(2, 28), (6, 30), (7, 1), (12, 31)])
        leap = date(1992, 2, 29)
        return Person(
            person_id=number,
            roster_no=str(number),
            birth_date=self.maybe(lambda: self.dice.choice([leap, date(born, *birthday)]), 0.9),
            work_started=self.maybe(self.day, 0.7),
            employments=self.some(3, self.post),
            accounts=(("lms", number),) if self.dice.random() < 0.85 else (),
            awaiting_accounts=(("lms", 100 + number),) if self.dice.random() < 0.2 else (),
        )

    def attempt(self, number):
        standing = self.dice.choice(
            [AttemptStanding.FINISHED] * 4 + [AttemptStanding.AWAITS_GRADING, AttemptStanding.OTHER]
        )
        graded = standing is AttemptStanding.FINISHED
        share = Fraction(self.dice.choice([30, 59, 60, 79, 80, 100]), 100) if graded else None
        return AttemptFact(("lms", number), self.quiz(), self.person_id(), standing, self.moment(), share)

    def diagnostic(self, number):
        parts = tuple(
            PartDefinition(self.dice.choice("abc"), self.quiz(), self.dice.choice(METHODS))
            for _ in range(self.dice.randint(1, 2))
        )
        return DiagnosticDefinition(
            f"d{number}", "", self.kinds(), parts, unfound_parts=int(self.dice.random() < 0.1)
        )

    def stay(self, _number):
        included, excluded = self.maybe(self.day), self.maybe(self.day)
        return RegistryStay("1", included, excluded)

    def item(self, number):
        return CatalogueItem(
            course=("lms", number),
            name="",
            format=self.dice.choice([Format.FORMAL, Format.FORMAL, Format.NONFORMAL]),
            hours=None,
            competencies=self.competencies(),
            topics=frozenset(self.dice.choice([[], ["quality_management"]])),
            meant_for=self.kinds(),
            organiser="",
            registry=self.some(2, self.stay),
        )

    def completion(self, _number):
        person = self.person_id()
        return CompletionFact(
            self.course(),
            ("lms", person),
            person,
            self.moment(),
            self.maybe(self.moment, 0.4),
            self.maybe(self.moment, 0.6),
        )

    def route(self, number):
        state = self.dice.choice([RouteState.DRAFT, *[RouteState.APPROVED] * 3, RouteState.CANCELLED])
        steps = self.some(
            2,
            lambda place: RouteItem(
                place, "a", Format.FORMAL, self.course(), "", "", None, self.day(), "formal"
            ),
        )
        return RouteFact(
            route_id=number,
            person_id=self.person_id(),
            diagnostic_id=self.maybe(lambda: f"d{self.dice.randint(1, 2)}", 0.8),
            round_number=1,
            state=state,
            created_on=self.day(),
            approved_on=self.day() if state is RouteState.APPROVED else None,
            items=steps,
        )

    def facts(self):
        supports = (
            SupportDefinition("done", "", courses=frozenset({("lms", 16)})),
            SupportDefinition("in", "", courses=frozenset({("lms", 17)}), participation="enrolled"),
            SupportDefinition("club", "", cohorts=frozenset({("lms", 5)})),
        )
        levels = {each: CompetencyDefinition(each, each, Fraction(60), Fraction(80)) for each in "abc"}
        items = {("lms", number): self.item(number) for number in range(11, 16)}
        catalogue = Catalogue(levels, self.some(2, self.diagnostic), items, supports)
        return Facts(
            people=tuple(self.person(number) for number in self.people),
            catalogue=catalogue,
            attempts=self.some(30, self.attempt),
            completions=self.some(30, self.completion),
            enrolments=self.some(6, self.enrolment),
            memberships=self.some(6, self.membership),
            routes=self.some(10, self.route),
            supports=self.some(2, self.support),
        )

    def enrolment(self, _number):
        person = self.person_id()
        starts = self.maybe(self.moment, 0.8)
        return EnrolmentFact(("lms", 17), ("lms", person), person, starts, self.dice.random() < 0.7)

    def membership(self, _number):
        person = self.person_id()
        joined = self.maybe(self.moment)
        left = self.maybe(self.moment)
        if joined and left and left <= joined:
            left = joined + timedelta(seconds=1)
        return Membership(("lms", 5), ("lms", person), person, joined, left)

    def support(self, _number):
        return SupportStay("m", self.person_id(), "register:1", self.maybe(self.day), self.maybe(self.day))

    def question(self):
        readings = Readings(
            passed_when=self.dice.choice(["all", "any"]),
            both_kinds_count_as=self.dice.choice(["manager", "teacher"]),
            no_deficit_counts=self.dice.random() < 0.5,
            registry_date=self.dice.choice(["enrolment", "completion"]),
            team_rule=self.dice.choice(["half_and_head", "all", "any", "share:0.5", "share:0.34"]),
            team_window_years=self.dice.choice([1, 3]),
            young_denominator=self.dice.choice(["first_years", "all_under_35"]),
            unknown_birth_date=self.dice.choice(["not_counted", "left_out"]),
        )
        year = self.as_of.year
        starts, ends = self.dice.choice(
            [
                (date(year, 1, 1), date(year + 1, 1, 1)),
                (date(year - 1, 7, 1), date(year, 6, 30)),
                (date(year - 1, 1, 1), self.as_of),
                (self.as_of, date(year + 1, 1, 1)),
                (self.as_of + timedelta(days=1), date(year + 1, 6, 1)),
            ]
        )
        return Question(self.as_of, starts, ends, ZONE, readings)


METHODS = ["highest", "average", "first", "last"]


def day_of(moment):
    return moment.astimezone(ZONE).date()


def years_on(day, years):
    if (day.month, day.day) == (2, 29) and (day.year + years) % 4:
        return date(day.year + years, 2, 28)
    return date(day.year + years, day.month, day.day)


class Plain:
    """The second reckoning: sets of ids, counted and asked, by indicator."""

    def __init__(self, facts, question):
        self.facts = facts
        self.today = question.as_of
        self.starts, self.ends = question.period_from, question.period_to
        self.read = question.readings
        self.asked = {each: set() for each in INDICATORS}
        self.counted = {each: set() for each in INDICATORS}
        for person in facts.people:
            self.ask(person)
        self.ask_teams()

    def note(self, indicator, subject, counted):
        self.asked[indicator].add(subject)
        if counted:
            self.counted[indicator].add(subject)

    def held(self, person):
        return [
            post
            for post in person.employments
            if (not post.hired or post.hired <= self.today) and (not post.left or post.left > self.today)
        ]

    def period(self, day):
        return self.starts <= day < self.ends and day <= self.today

    def ask(self, person):
        kinds = {post.kind.value for post in self.held(person)}
        if not kinds:
            return
        kind = self.read.both_kinds_count_as if len(kinds) == 2 else kinds.pop()
        rounds = self.rounds(person, kind)
        self.note("6.1.1", person.person_id, any(self.period(day_of(when)) for when, _, _ in rounds))
        self.note("6.1.2", person.person_id, self.routed(person, rounds))
        if kind == "teacher":
            self.note("6.1.3", person.person_id, bool(person.accounts) and self.trained(person, rounds))
            if self.young(person):
                known = person.birth_date is not None
                self.note("6.1.5", person.person_id, known and self.supported(person))

    def rounds(self, person, kind):
        """Return (moment, diagnostic, {competency: percent or None}) in the order of moments."""
        found = []
        for diagnostic in self.facts.catalogue.diagnostics:
            if kind not in {each.value for each in diagnostic.meant_for}:
                continue
            if self.read.passed_when == "all" and diagnostic.unfound_parts:
                continue
            wanted = {part.quiz for part in diagnostic.parts}
            left = [
                each
                for each in self.facts.attempts
                if each.person_id == person.person_id
                and each.quiz in wanted
                and each.standing is not AttemptStanding.OTHER
                and day_of(each.finished_at) <= self.today
            ]
            while left:
                firsts = [
                    min((each.finished_at for each in left if each.quiz == quiz), default=None)
                    for quiz in wanted
                ]
                if self.read.passed_when == "any":
                    passed = min(first for first in firsts if first)
                elif None in firsts:
                    break
                else:
                    passed = max(firsts)
                own = [each for each in left if each.finished_at <= passed]
                left = [each for each in left if each.finished_at > passed]
                found.append((passed, diagnostic.diagnostic_id, self.percents(diagnostic, own)))
        return sorted(found, key=lambda each: each[:2])

    def percents(self, diagnostic, own):
        told = {}
        for part in diagnostic.parts:
            mine = sorted(
                (each for each in own if each.quiz == part.quiz),
                key=lambda each: (each.finished_at, each.key),
            )
            if mine:
                marks = [None if each.share is None else each.share * 100 for each in mine]
                told.setdefault(part.competency, []).append(self.grade(part.grade_method, marks))
        return {
            competency: None if None in marks else sum(marks) / len(marks)
            for competency, marks in told.items()
        }

    def grade(self, method, marks):
        if method == "first":
            return marks[0]
        if method == "last":
            return marks[-1]
        if None in marks:
            return None
        return max(marks) if method == "highest" else sum(marks) / len(marks)

    def routed(self, person, rounds):
        for route in self.facts.routes:
            if (
                route.person_id == person.person_id
                and route.state is RouteState.APPROVED
                and route.approved_on <= self.today
                and any(
                    name == route.diagnostic_id and day_of(at) <= route.approved_on for at, name, _ in rounds
                )
            ):
                return True
        newest = {(name, each): mark for _, name, told in rounds for each, mark in told.items()}
        marks = newest.values()
        no_deficit = bool(marks) and all(mark is not None and mark >= 60 for mark in marks)
        return self.read.no_deficit_counts and no_deficit

    def done(self, person):
        return [
            each
            for each in self.facts.completions
            if each.person_id == person.person_id and day_of(each.completed_at) <= self.today
        ]

    def trained(self, person, rounds):
        return any(self.fits(each, person, rounds) for each in self.done(person))

    def fits(self, done, person, rounds):
        item = self.facts.catalogue.items.get(done.course)
        if item is None or item.format is not Format.FORMAL or not self.period(day_of(done.completed_at)):
            return False
        enrolled = done.enrolled_at
        begun = done.completed_at
        if done.started_at and done.started_at <= done.completed_at:
            begun = done.started_at
        elif enrolled and enrolled < done.completed_at:
            begun = enrolled
        registry_day = day_of(done.completed_at)
        if self.read.registry_date == "enrolment" and enrolled and enrolled <= done.completed_at:
            registry_day = day_of(enrolled)
        in_registry = any(
            (each.included or date.min) <= registry_day < (each.excluded or date.max)
            for each in item.registry
        )
        before = [each for each in rounds if each[0] < begun]
        if not in_registry or not before:
            return False
        latest = {}
        for _, _, percents in before:
            latest.update({name: mark for name, mark in percents.items() if mark is not None})
        by_deficit = any(latest.get(name, 100) < 60 for name in item.competencies)
        by_route = any(
            route.person_id == person.person_id
            and route.state is RouteState.APPROVED
            and route.approved_on <= day_of(begun)
            and done.course in {step.course for step in route.items}
            for route in self.facts.routes
        )
        return by_deficit or by_route

    def young(self, person):
        hired = [post.hired for post in person.employments if post.hired]
        started = person.work_started or min(hired, default=None)
        first_years = started is not None and started > years_on(self.today, -3)
        if self.read.young_denominator == "first_years" and not first_years:
            return False
        if person.birth_date is None:
            return self.read.unknown_birth_date == "not_counted"
        return years_on(person.birth_date, 35) > self.today

    def supported(self, person):
        mine = person.person_id
        last = min(self.today, self.ends - timedelta(days=1))

        def touches(first, until):
            return self.starts <= last and (first or date.min) <= last and (until or date.max) >= self.starts

        completed = any(
            each.course == ("lms", 16) and self.period(day_of(each.completed_at))
            for each in self.done(person)
        )
        enrolled = any(
            each.person_id == mine
            and each.active
            and touches(each.starts_at and day_of(each.starts_at), None)
            for each in self.facts.enrolments
        )
        opening = datetime(self.starts.year, self.starts.month, self.starts.day, tzinfo=ZONE)
        member = any(
            each.person_id == mine
            and self.starts <= last
            and (not each.joined_at or day_of(each.joined_at) <= last)
            and (not each.left_at or each.left_at > opening)
            for each in self.facts.memberships
        )
        registered = any(
            each.person_id == mine and touches(each.first_day, each.last_day) for each in self.facts.supports
        )
        return completed or enrolled or member or registered

    def ask_teams(self):
        for organisation in range(1, 4):
            team, heads = set(), set()
            for person in self.facts.people:
                for post in self.held(person):
                    if post.kind is MANAGER and post.organisation_id == organisation:
                        team.add(person.person_id)
                        if post.is_head:
                            heads.add(person.person_id)
            if team:
                skilled = {person.person_id for person in self.facts.people if self.in_quality(person)}
                self.note("6.1.4", organisation, self.raised(team, heads, team & skilled))

    def in_quality(self, person):
        opens = years_on(self.today, -self.read.team_window_years)
        items = self.facts.catalogue.items
        return any(
            each.course in items
            and items[each.course].format is Format.FORMAL
            and "quality_management" in items[each.course].topics
            and day_of(each.completed_at) > opens
            for each in self.done(person)
        )

    def raised(self, team, heads, skilled):
        rule = self.read.team_rule
        if rule == "half_and_head":
            return 2 * len(skilled) >= len(team) and bool(heads & skilled)
        if rule == "all":
            return skilled == team
        if rule == "any":
            return bool(skilled)
        return len(skilled) >= len(team) * Fraction(rule.split(":")[1])


@settings(max_examples=400, deadline=None)
@given(st.integers(min_value=0, max_value=2**40))
def test_a_second_reckoning_finds_the_same_people_in_every_random_district(seed):
    dice = Dice(seed)
    facts, question = dice.facts(), dice.question()

    assessment = assess(facts, question)

    plain = Plain(facts, question)
    for value in assessment.values:
        verdicts = [each for each in assessment.verdicts if each.indicator == value.indicator]
        subjects = [each.subject_id for each in verdicts]
        assert len(subjects) == len(set(subjects)), "exactly one verdict each"
        assert set(subjects) == plain.asked[value.indicator]
        assert {each.subject_id for each in verdicts if each.counted} == plain.counted[value.indicator]
        assert value.denominator == len(subjects)
        assert value.numerator == sum(each.reason is Reason.COUNTED for each in verdicts)


def test_the_random_districts_meet_every_reason():
    """Else the comparison above would hold over districts in which nothing happens."""
    met = set()
    for seed in range(600):
        dice = Dice(seed)
        met |= {each.reason for each in assess(dice.facts(), dice.question()).verdicts}

    assert met == set(Reason)
