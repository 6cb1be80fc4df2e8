"""Rules of thumb upon evidence: does the name agree, does something besides it, does anything contradict."""

from collections.abc import Sequence

from mappings.identity.evidence import Evidence, looks_male
from mappings.identity.name_likeness import GIVEN_SAME, Likeness
from mappings.identity.organisation_names import Place

_SURNAME_AGREES = {Likeness.SAME, Likeness.SPELT, Likeness.SKELETON, Likeness.HALF, Likeness.TYPO}
_FIRST_AGREES = GIVEN_SAME | {Likeness.TYPO, Likeness.SHORT, Likeness.BEGINNING}
_PATRONYMIC_SAME = GIVEN_SAME | {Likeness.TYPO, Likeness.TYPOS}
_PATRONYMIC_OPEN = _PATRONYMIC_SAME | {Likeness.BEGINNING, Likeness.UNKNOWN}


def name_agrees(evidence: Evidence) -> bool:
    """Tell whether surname and first name agree, and the patronymic as far as it is told."""
    return (
        evidence.surname in _SURNAME_AGREES
        and evidence.first_name in _FIRST_AGREES
        and evidence.patronymic in _PATRONYMIC_OPEN
    )


def given_names_agree(evidence: Evidence) -> bool:
    """Tell whether first name and patronymic agree in full: what a changed surname leaves."""
    return evidence.first_name in GIVEN_SAME and evidence.patronymic in _PATRONYMIC_SAME


def name_may_be(evidence: Evidence) -> bool:
    """Tell whether nothing in the name speaks of another person, a changed surname aside."""
    return given_names_agree(evidence) or (
        evidence.surname in _SURNAME_AGREES | {Likeness.UNKNOWN}
        and evidence.first_name in _FIRST_AGREES | {Likeness.UNKNOWN}
        and evidence.patronymic in _PATRONYMIC_OPEN
    )


def surname_changed(evidence: Evidence) -> bool:
    """Tell whether all but a woman's surname agrees: both given names letter for letter, and the school."""
    return (
        evidence.surname in {Likeness.OTHER, Likeness.UNKNOWN}
        and evidence.first_name in GIVEN_SAME
        and evidence.patronymic in GIVEN_SAME
        and evidence.has("organisation_same")
        and not evidence.has("cohort_of_pupils")
        and not evidence.has("post_other")
        and not looks_male(evidence.person)
    )


def conflicting(best: Evidence, others: Sequence[Evidence]) -> bool:
    """Tell whether one thing speaks of this person and another of somebody else: then a human being is asked."""
    if best.has("snils_other"):
        return name_agrees(best) or best.has("email_same")
    if best.has("snils_unknown") and (name_agrees(best) or best.has("email_same")):
        return not _beyond_a_wrong_snils(best)
    if any(other.has("snils_same") for other in others):
        return True
    if best.has("snils_same"):
        return False
    return any(
        other.has("email_same") or (other.has("staff_number_same") and name_agrees(other)) for other in others
    )


def _beyond_a_wrong_snils(best: Evidence) -> bool:
    """Tell whether all else agrees, their own mailbox among it: then a number nobody has is a wrong number."""
    return (
        name_agrees(best)
        and best.patronymic in GIVEN_SAME
        and best.has("email_same")
        and best.has("organisation_same")
    )


def second_factor_agrees(best: Evidence) -> bool:
    """Tell whether something besides the name agrees, and the name agrees well enough for it."""
    if best.has("snils_same"):
        return _enough_for_snils(best)
    if best.has("email_same") and _enough_for_email(best):
        return True
    if not name_agrees(best) or best.has("cohort_of_pupils"):
        return False
    return (
        best.has("staff_number_same")
        or best.has("organisation_same")
        or best.has("organisation_one_of_few")
        or _cohort_alone(best)
    )


def _cohort_alone(best: Evidence) -> bool:
    """Tell whether the cohort tells the school, and the profile no other one."""
    return best.has("cohort_same") and best.place is not Place.OTHER


def _enough_for_snils(best: Evidence) -> bool:
    if name_agrees(best):
        return True
    if best.surname in _SURNAME_AGREES and best.patronymic in _PATRONYMIC_OPEN:
        return best.first_name in {Likeness.UNKNOWN, Likeness.TYPOS}
    if best.first_name not in _FIRST_AGREES or best.patronymic not in _PATRONYMIC_OPEN:
        return False
    return best.patronymic is not Likeness.UNKNOWN or best.place is Place.SAME


def _enough_for_email(best: Evidence) -> bool:
    if name_agrees(best):
        return True
    if given_names_agree(best):
        return best.place is not Place.OTHER and not looks_male(best.person)
    if best.place is not Place.SAME or looks_male(best.person):
        return False
    if best.patronymic in GIVEN_SAME:
        return best.first_name is Likeness.TYPO
    return (
        best.first_name in GIVEN_SAME and best.patronymic is Likeness.UNKNOWN and bool(best.person.patronymic)
    )


def method(best: Evidence) -> str:
    """Name what the link rests on: the strongest identifier, the name, the organisation."""
    identifiers = [code for code in ("snils", "email", "staff_number") if best.has(f"{code}_same")]
    name = ["name"] if name_agrees(best) or given_names_agree(best) else []
    organisation = [code for code in ("organisation", "cohort") if best.has(f"{code}_same")]
    return "+".join([*identifiers[:1], *name, *organisation]) or "none"
