from mappings.facts import Verdict
from mappings.reasons import Reason
from mappings.regulation.changes import ReasonChange, changes


def verdicts(indicator="6.1.1", **reasons):
    return [Verdict(indicator, int(number[1:]), 1, reason) for number, reason in reasons.items()]


def test_who_entered_and_left_is_told_for_both_sides_of_the_line():
    before = verdicts(p1=Reason.COUNTED, p2=Reason.NO_ACCOUNT, p3=Reason.COUNTED, p4=Reason.NO_ACCOUNT)
    after = verdicts(
        p2=Reason.COUNTED, p3=Reason.NO_ACCOUNT, p4=Reason.NO_FINISHED_ATTEMPT, p5=Reason.COUNTED
    )

    [change] = changes(before, after)

    assert change.entered_denominator == (5,)
    assert change.left_denominator == (1,)
    assert change.entered_numerator == (2, 5)
    assert change.left_numerator == (1, 3)
    assert change.other_reason == (
        ReasonChange(2, Reason.NO_ACCOUNT, Reason.COUNTED),
        ReasonChange(3, Reason.COUNTED, Reason.NO_ACCOUNT),
        ReasonChange(4, Reason.NO_ACCOUNT, Reason.NO_FINISHED_ATTEMPT),
    )
    assert change


def test_the_same_verdicts_in_another_order_are_no_change():
    told = verdicts(p1=Reason.COUNTED, p2=Reason.NO_ACCOUNT)

    [change] = changes(told, reversed(told))

    assert not change


def test_indicators_come_in_order_even_if_only_one_night_knows_them():
    before = verdicts("6.1.5", p1=Reason.COUNTED)
    after = verdicts("6.1.2", p1=Reason.COUNTED)

    assert [each.indicator for each in changes(before, after)] == ["6.1.2", "6.1.5"]
