"""Two nights of a made-up district, from its LMS to the mailbox, with a day between them.

    the first night ─► the methodist approves the drafts, teachers learn ─► the second night

Everything lies in one folder: configuration, token, roster, store, workbooks, letters. The days are fixed, so
that the same size and seed always tell the same story.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib import resources
from pathlib import Path
from shutil import rmtree

from config.load import load
from config.settings import Settings
from connector.demo.changes import grow
from connector.demo.district import make_district
from connector.demo.roster import write_roster
from connector.demo.server import DemoLms
from connector.errors import RefusedError
from jobs.clock import Clock
from jobs.context import Context, open_context
from jobs.nightly import NightOptions, NightOutcome, run_night
from jobs.rostering import import_roster
from jobs.routing import Approval, approve_routes
from jobs.steps import Watch
from mappings.keeping import published
from mappings.regulation.changes import Change, changes

FIRST_DAY = date(2026, 11, 23)
MARK = ".marshrut-demo"
"""A file that says that the folder is the demo's, and may be emptied."""

METHODIST = "methodist"


@dataclass(frozen=True)
class DemoPlan:
    """Which district, and where its files go."""

    folder: Path
    staff: int = 600
    seed: int = 7


@dataclass(frozen=True)
class DemoStory:
    """What happened."""

    first: NightOutcome
    second: NightOutcome
    approved: int
    changes: tuple[Change, ...]
    letters: tuple[Path, ...]


def run_demo(plan: DemoPlan, watch_for: Callable[[Context], Watch]) -> DemoStory:
    """Tell the whole story; nothing is left running.

    Raises RefusedError where the folder holds something that is not the demo's.
    """
    folder = _emptied(plan.folder)
    district = make_district(plan.staff, plan.seed, FIRST_DAY)
    write_roster(district, folder / "roster.xlsx")
    with DemoLms(district) as lms:
        _write_configuration(folder, lms)
        with _on(folder, FIRST_DAY) as work:
            import_roster(work, [folder / "roster.xlsx"])
            first = _night(work, watch_for(work))
            approved = approve_routes(work, Approval(FIRST_DAY, METHODIST))
        lms.district = grow(district, plan.seed)
        with _on(folder, FIRST_DAY + timedelta(days=1)) as work:
            second = _night(work, watch_for(work))
            changed = _changes(work, first, second)
    letters = tuple(sorted((folder / "outbox").glob("*.eml")))
    return DemoStory(first, second, approved, changed, letters)


def _emptied(folder: Path) -> Path:
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).exists():
        raise RefusedError("night.demo_folder_taken", folder=str(folder))
    if folder.exists():
        rmtree(folder)
    folder.mkdir(parents=True)
    (folder / MARK).touch()
    return folder


def _write_configuration(folder: Path, lms: DemoLms) -> None:
    text = resources.files("config").joinpath("demo.toml").read_text("utf-8")
    (folder / "marshrut.toml").write_text(text.replace("http://127.0.0.1", lms.url), "utf-8")
    (folder / "lms.token").write_text(lms.token, "utf-8")


@contextmanager
def _on(folder: Path, day: date) -> Iterator[Context]:
    """Open the demo's workplace in the night of a day."""
    no_environment: Mapping[str, str] = {}
    loaded = load(folder / "marshrut.toml", no_environment)
    with open_context(loaded, _clock(loaded.settings, day)) as work:
        yield work


def _clock(settings: Settings, day: date) -> Clock:
    """Return a clock that stands at the night's hour."""
    moment = datetime.combine(day, settings.nightly.at, settings.zone())
    return lambda: moment


def _night(work: Context, watch: Watch) -> NightOutcome:
    outcome = run_night(work, NightOptions(work.today(), work.folder / "outbox"), watch)
    if outcome.error is not None:
        raise outcome.error
    return outcome


def _changes(work: Context, first: NightOutcome, second: NightOutcome) -> tuple[Change, ...]:
    with work.store.reading() as tx:
        return changes(published.verdicts_of(tx, first.run_id), published.verdicts_of(tx, second.run_id))
