"""What teachers do in the gradebook, past the quiz."""

from dataclasses import replace

from connector.demo.district import District, changed
from connector.demo.values import Override


def override_grade(district: District, at: int, quiz_id: int, account_id: int, *, grade: float) -> District:
    """Set a grade by hand; the quiz's own grade stays as it is, and so does a grade's being hidden."""
    known = district.override_of.get((quiz_id, account_id))
    row = Override(quiz_id, account_id, grade, hidden=known is not None and known.hidden, set_at=at)
    others = (one for one in district.overrides if one is not known)
    return changed(district, overrides=(*others, row))


def undo_override(district: District, _at: int, quiz_id: int, account_id: int) -> District:
    """Let the quiz's own grade stand again."""
    known = district.override_of[quiz_id, account_id]
    after = changed(district, overrides=tuple(one for one in district.overrides if one is not known))
    return hide_grade(after, _at, quiz_id, account_id) if known.hidden else after


def hide_grade(district: District, _at: int, quiz_id: int, account_id: int) -> District:
    """Hide a grade from its learner; no date of it moves."""
    shown = show_grade(district, _at, quiz_id, account_id)
    return changed(shown, hidden_grades=(*shown.hidden_grades, (quiz_id, account_id)))


def show_grade(district: District, _at: int, quiz_id: int, account_id: int) -> District:
    """Show a hidden grade again."""
    pair = quiz_id, account_id
    return changed(
        district,
        hidden_grades=tuple(one for one in district.hidden_grades if one != pair),
        overrides=tuple(
            replace(row, hidden=False) if (row.quiz_id, row.account_id) == pair else row
            for row in district.overrides
        ),
    )
