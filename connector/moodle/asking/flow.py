"""How hard the LMS may be asked at a moment: decided from how it has answered, as values without a clock.

The width, how many requests may be under way, starts low, grows by one after a round of good answers and is halved
by trouble, as TCP does (RFC 5681): the site itself shows what it can bear. A `Retry-After` holds everybody back.
"""

from dataclasses import dataclass, replace

FIRST_WIDTH = 2
"""Requests under way in the beginning."""

FEWEST_GOOD = 2
"""Good answers in a row before the width grows, however narrow it is."""

SLOW_ANSWER = 20.0
"""Seconds: an answer that takes longer is no sign that the site could bear more; proxies cut at 60 (T25)."""

LONGEST_PAUSE = 120.0
"""Seconds: `Retry-After` is honoured up to here; Moodle's maintenance page asks for 300."""

_NEVER = float("-inf")


@dataclass(frozen=True, slots=True)
class Flow:
    """What is known of the site's strength; moments are seconds of any steady clock."""

    most: int
    """The budget: the width never exceeds it."""

    gap: float
    """Seconds from the beginning of one request to that of the next, at least."""

    width: int
    good: int = 0
    """Good answers since the width changed."""

    next_at: float = _NEVER
    """When the next request may begin, as far as its pace goes."""

    held_until: float = _NEVER
    """Before then nothing may begin: the site has asked for patience."""

    halved_at: float = _NEVER

    @classmethod
    def begin(cls, most: int, per_second: float) -> "Flow":
        """Return the flow towards a site that has not answered yet."""
        return cls(most, 1 / per_second, min(FIRST_WIDTH, most))

    def reserve(self, now: float) -> tuple["Flow", float]:
        """Return the flow after one more request has been given its moment, and that moment."""
        begin = max(now, self.next_at, self.held_until)
        return replace(self, next_at=begin + self.gap), begin

    def went_well(self, under_way: int, seconds: float) -> "Flow":
        """Return the flow after a good answer that took so long, while so many requests were under way.

        Where less is asked at once than may be, the answers tell little about more: the width grows to no more
        than twice what has been under way.
        """
        if seconds > SLOW_ANSWER or self.width >= min(self.most, 2 * under_way):
            return self
        if self.good + 1 < max(FEWEST_GOOD, self.width):
            return replace(self, good=self.good + 1)
        return replace(self, width=self.width + 1, good=0)

    def went_badly(self, began: float, now: float, pause: float = 0) -> "Flow":
        """Return the flow after trouble with a request, and with what `Retry-After` asked for, 0 if nothing.

        Requests that had begun before the width was last halved met the same trouble, and halve it no further.
        """
        held = max(self.held_until, now + min(pause, LONGEST_PAUSE)) if pause > 0 else self.held_until
        if began < self.halved_at:
            return replace(self, held_until=held, good=0)
        return replace(self, width=max(1, self.width // 2), good=0, held_until=held, halved_at=now)
