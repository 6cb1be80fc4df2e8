"""What can go wrong at a border, sorted by what to do about it.

Texts for people are looked up by `text_id` at the edge; `detail` may reach a log and never holds a
person's data, a token or a reply's body.
"""


class BorderError(Exception):
    """Something outside did not do what was asked; `text_id` names the sentence that says what to do now."""

    def __init__(self, text_id: str, **detail: str | int) -> None:
        super().__init__(text_id, detail)
        self.text_id = text_id
        self.detail = detail

    def __str__(self) -> str:
        told = ", ".join(f"{key}={value}" for key, value in self.detail.items())
        return f"{self.text_id} ({told})" if told else self.text_id


class WaitError(BorderError):
    """Unreachable, in maintenance, overloaded: the same request may succeed later."""


class RefusedError(BorderError):
    """Token, rights, address: asking again won't help until somebody changes something."""


class OddError(BorderError):
    """A reply, or a row of one, that cannot be read."""
