"""What the configuration says of one LMS, as the connector wants to be told."""

from datetime import timedelta

from config.load import Loaded
from config.settings import CourseSelector, Lms, Settings
from connector.moodle.client import Access
from connector.moodle.reading import Options, ProfileFields, QuizChoice


def access_to(loaded: Loaded, lms: Lms) -> Access:
    """Return how to get into a site; raises ConfigProblems where its token can't be read."""
    place = loaded.settings.lms.index(lms)
    return Access(
        url=lms.url.rstrip("/"),
        token=loaded.read_secret(lms.token, key=f"lms[{place}].token"),
        requests_in_flight=lms.requests_in_flight,
        requests_per_second=lms.requests_per_second,
        connect_timeout=lms.connect_timeout,
        read_timeout=lms.read_timeout,
        tries=lms.tries,
    )


def pull_options(settings: Settings, lms: Lms) -> Options:
    """Return what to pull of a site: profile fields, quizzes and courses as the settings name them."""
    parts = [part for diagnostic in settings.diagnostics for part in diagnostic.parts]
    named = {part.quiz.course for part in parts if part.quiz.course}
    by_number = any(part.quiz.id_number for part in parts)
    selectors = _course_selectors(settings)
    narrow = lms.quizzes == "diagnostics" and not by_number
    return Options(
        profile=ProfileFields(**lms.profile.model_dump()),
        quiz_courses=frozenset(named) if narrow else None,
        slot_quizzes=tuple(
            QuizChoice(part.quiz.id_number, part.quiz.course, part.quiz.name) for part in parts if part.slots
        ),
        id_numbers=any(each.id_number for each in selectors),
        categories=frozenset(each.category for each in selectors if each.category),
        look_back=timedelta(days=lms.look_back_days),
    )


def _course_selectors(settings: Settings) -> list[CourseSelector]:
    activities = [each.courses for each in (*settings.programmes, *settings.events)]
    return activities + [each.courses for each in settings.supports if each.courses]
