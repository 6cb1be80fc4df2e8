"""What happened to somebody of the staff, in words: for what an import changes, and for a person's history."""

from datetime import date

from config.locale import Texts
from config.locale.numbers import format_day
from jobs.rostering import FieldChange, Happened, Told
from mappings.facts import StaffKind

_NOTHING = "—"
_EXTRA = "extra."


def what(words: Texts, told: Told) -> str:
    """Return the kind of happening: «перевод»."""
    return words.say(f"rosters.what.{told.what.value}")


def details(words: Texts, told: Told) -> str:
    """Return what else there is to know of it: the post, where from, what before and after."""
    if told.what is Happened.MOVED:
        came_from = words.say("rosters.change.from", organisation=told.former_organisation)
        return "; ".join((came_from, _posts(words, told)))
    if told.what is Happened.SURNAME:
        return "; ".join(_arrow(words, each) for each in told.fields)
    if told.what in (Happened.FACTS, Happened.POST_FACTS):
        return "; ".join(
            [*([told.post] if told.post else []), *(_field(words, each) for each in told.fields)]
        )
    return _posts(words, told)


def _posts(words: Texts, told: Told) -> str:
    if not told.former_post or told.former_post == told.post:
        return told.post or told.former_post
    return words.say("rosters.change.arrow", before=told.former_post, after=told.post)


def _arrow(words: Texts, change: FieldChange) -> str:
    before, after = (_value(words, change, value) for value in (change.before, change.after))
    return words.say("rosters.change.arrow", before=before, after=after)


def _field(words: Texts, change: FieldChange) -> str:
    before, after = (_value(words, change, value) for value in (change.before, change.after))
    return words.say("rosters.change.facts", field=_name(words, change.name), before=before, after=after)


def _name(words: Texts, name: str) -> str:
    if name.startswith(_EXTRA):
        return f"«{name.removeprefix(_EXTRA)}»"
    return words.say(f"rosters.field.{name}") if words.knows(f"rosters.field.{name}") else name


def _value(words: Texts, change: FieldChange, value: object) -> str:
    if change.name == "snils":
        return words.say("rosters.change.yes" if value else "rosters.change.no")
    if change.name == "main":
        return words.say("rosters.change.main" if value else "rosters.change.second")
    if isinstance(value, date):
        return format_day(value, words.locale)
    if value in tuple(StaffKind):
        return words.say(f"rosters.change.{value}")
    return str(value) if value not in (None, "") else _NOTHING
