"""A review from its first account to the terminal being as it was; imports Textual, so it is imported late."""

from collections.abc import Sequence

from jobs.reconciliation.desk import Desk
from jobs.review.screens import Review
from jobs.review.sentences import Sentences
from jobs.review.sitting import Sitting
from mappings.identity.cases import Case


def review(desk: Desk, queue: Sequence[Case], sentences: Sentences) -> Sitting:
    """Let somebody decide on a full screen and return what came of it.

    What nobody expected is raised once the terminal is as it was; every decision before it is kept.
    """
    sitting = Sitting(desk, queue)
    app = Review(sitting, sentences)
    app.run(mouse=False)
    if app.failure is not None:
        raise app.failure
    return sitting
