"""What a reply is drawn from: the district, the site's address and the settings of the request."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from connector.demo.district import District
from connector.demo.flavour import Flavour
from connector.demo.site import SITE_ZONE

if TYPE_CHECKING:  # a report's cells are written for an asking
    from connector.demo.replies.report_definitions import Report

LANGUAGES = ("en", "ru")
"""The language packs installed."""


@dataclass(frozen=True)
class Settings:
    """The `moodlewssetting…` of a request; a batch may set the first two anew for each sub-request."""

    raw: bool = False
    language: str = "en"
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo(SITE_ZONE))


@dataclass(frozen=True)
class Asking:
    """One question to the site."""

    district: District
    site_url: str
    settings: Settings
    flavour: Flavour
    functions: tuple[str, ...]
    """The functions of the token's service."""

    reports: "tuple[Report, ...]"
    """The custom reports the account may see, in order of name."""

    filter_values: dict[int, dict[str, Any]]
    """Filter values by report: they stick to the account until reset, from one request to the next."""

    now: int
    """The site's clock, in UTC seconds."""

    def picture(self, size: str) -> str:
        """Give the address of the picture of somebody without a picture."""
        return f"{self.site_url}/theme/image.php/boost/core/1795459341/u/{size}"
