"""Which site is judged, from the environment: nothing else points the suite at a site."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from config.load import Loaded, load
from config.settings import Lms
from connector.moodle.client import Access
from connector.moodle.reading import Options
from jobs.site_options import access_to, pull_options

URL = "MARSHRUT_LMS_URL"
TOKEN = "MARSHRUT_LMS_TOKEN"
TOKEN_FILE = "MARSHRUT_LMS_TOKEN_FILE"
CONFIG = "MARSHRUT_LMS_CONFIG"
SITE = "MARSHRUT_LMS_SITE"
PATIENT = "MARSHRUT_LMS_PATIENT"

NO_SITE = (
    f"НЕ ПРОВЕРЕНО: площадка не названа. Задайте {URL} и {TOKEN} (или {TOKEN_FILE}), по желанию {CONFIG}; "
    "подробности в docs/live.md."
)

NOT_SEEN = "НЕ ПРОВЕРЕНО: посмотреть площадку не удалось. Начните с marshrut lms check."


@dataclass(frozen=True)
class Subject:
    """A site, how to get in, and what is wanted of it."""

    lms: Lms
    access: Access
    options: Options = field(default_factory=Options)
    patient: bool = False
    """Whether a dear site is read a second time, too."""


def subject_of(environ: Mapping[str, str]) -> Subject | None:
    """Return the site that the environment names; None where it names none.

    Raises ConfigProblems for a configuration that can't be read, OSError for a token's file.
    """
    url, token, config = environ.get(URL), _token(environ), environ.get(CONFIG)
    patient = bool(environ.get(PATIENT))
    if config:
        loaded = load(Path(config), {**environ, **({TOKEN: token} if token else {})})
        return replace(_configured(loaded, environ.get(SITE), url, token), patient=patient)
    if not (url and token):
        return None
    return Subject(Lms(url=url), Access(url.rstrip("/"), token), patient=patient)


def _token(environ: Mapping[str, str]) -> str | None:
    file = environ.get(TOKEN_FILE)
    return environ.get(TOKEN) or (Path(file).read_text("utf-8").strip() if file else None)


def _configured(loaded: Loaded, name: str | None, url: str | None, token: str | None) -> Subject:
    sites = [each for each in loaded.settings.lms if name is None or each.name == name]
    if not sites:
        raise LookupError(f"{SITE}: площадки «{name}» в настройках нет")
    lms = sites[0]
    access = access_to(loaded, lms)
    access = replace(access, url=(url or access.url).rstrip("/"), token=token or access.token)
    return Subject(lms, access, pull_options(loaded.settings, lms))
