"""What a rule finds about one person: a reason and the chain as far as it got."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mappings.facts import Person, Verdict
from mappings.reasons import Reason
from mappings.regulation import evidence
from mappings.regulation.dossier import Dossier


@dataclass(frozen=True, slots=True)
class Finding:
    """A reason, and the links of evidence after the person's identity."""

    reason: Reason
    chain: evidence.Chain = ()


def verdict(indicator: str, dossier: Dossier, finding: Finding) -> Verdict:
    """Return the finding as the verdict on a person."""
    return Verdict(
        indicator=indicator,
        subject_id=dossier.person.person_id,
        organisation_id=dossier.member.organisation_id,
        reason=finding.reason,
        evidence=(*evidence.identity(dossier.person), *finding.chain),
    )


def furthest(findings: Iterable[Finding], order: Sequence[Reason]) -> Finding | None:
    """Return the finding that got furthest in the order of conditions, the last of equals; None of none."""
    best: Finding | None = None
    for finding in findings:
        if best is None or order.index(finding.reason) >= order.index(best.reason):
            best = finding
    return best


def without_account(person: Person) -> Finding | None:
    """Return why nothing in the LMS can be this person's; None where an account is confirmed."""
    if person.accounts:
        return None
    return Finding(Reason.LINK_NOT_CONFIRMED if person.awaiting_accounts else Reason.NO_ACCOUNT)


def undiagnosed(dossier: Dossier) -> Finding:
    """Return why a person without any passed round has none."""
    if no_account := without_account(dossier.person):
        return no_account
    if dossier.attempts:
        return Finding(Reason.DIAGNOSTIC_INCOMPLETE, evidence.attempts(dossier.attempts))
    return Finding(Reason.NO_FINISHED_ATTEMPT)
