"""Which Moodle the demo pretends to be: what differs between the two sites that were recorded."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Flavour:
    """A version of Moodle, as far as its web service differs."""

    name: str
    release: str
    version: str
    docs: str
    """The version in the addresses of its help pages."""

    namespaced: bool
    """Core exceptions are named with their namespace (since 4.5)."""

    part_marks: bool
    """Quizzes may have grade items (since 4.4)."""

    recent_fields: bool
    """Fields the answers gained since 4.2."""

    name_parts: bool
    """First and last name are told; the recorded IOMAD tells its service account only the full name."""

    criteria_times: bool
    """A completed course says when its criterion was met; in the recorded IOMAD completions were imported."""


MOODLE = Flavour(
    name="moodle-4.5.6",
    release="4.5.6 (Build: 20250811)",
    version="2024100706",
    docs="405",
    namespaced=True,
    part_marks=True,
    recent_fields=True,
    name_parts=True,
    criteria_times=True,
)
IOMAD = Flavour(
    name="iomad-4.2.3",
    release="4.2.3 (Build: 20231009)",
    version="2023042403",
    docs="402",
    namespaced=False,
    part_marks=False,
    recent_fields=False,
    name_parts=False,
    criteria_times=False,
)
