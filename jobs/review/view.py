"""What is on the screen, as values: everything the picture is drawn from."""

from dataclasses import dataclass, field

from jobs.review.sitting import Progress, Said, Sitting
from mappings.identity.cases import Case, CaseCandidate


@dataclass(frozen=True, slots=True)
class View:
    """An account, who may own it, and how far the sitting is."""

    case: Case | None
    """None: the queue is through."""

    progress: Progress
    candidates: tuple[CaseCandidate, ...] = ()
    chosen: int = 0
    found: bool = False
    """The last candidate was looked up by hand."""

    decided: bool = False
    note: str | None = field(default=None, repr=False)
    said: Said | None = None

    @property
    def candidate(self) -> CaseCandidate | None:
        """Return the candidate that is looked at."""
        return self.candidates[self.chosen] if self.chosen < len(self.candidates) else None


def view_of(sitting: Sitting, chosen: int, said: Said | None = None) -> View:
    """Return what is to be seen of a sitting."""
    candidates = sitting.candidates
    return View(
        case=sitting.case,
        progress=sitting.progress,
        candidates=candidates,
        chosen=chosen,
        found=bool(candidates) and sitting.is_found(candidates[-1]),
        decided=sitting.is_decided(),
        note=sitting.note,
        said=said,
    )
