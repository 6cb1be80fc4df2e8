"""Draw the report, keep the workbook, and put letters into envelopes."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from connector.mailbox import Handing, Mailbox, write_eml
from jobs.context import Context
from jobs.delivery import Carrier, Delivery, Envelope, deliver
from jobs.exit_codes import ExitCode
from jobs.reports.letter import Letter, build_message, write_letter
from jobs.reports.view import ReportView
from jobs.reports.workbook import protect_workbook, render_workbook
from jobs.saving import save_whole
from mappings.keeping import published


@dataclass(frozen=True)
class Drawn:
    """A report as files."""

    view: ReportView
    workbook: bytes
    letter: Letter


def draw(context: Context, view: ReportView) -> Drawn:
    """Draw the workbook and the letter; the letter's workbook is closed where the options say so."""
    workbook = render_workbook(view, context.words)
    options = context.settings.report
    sent, protected = workbook, options.protect == "password"
    if protected:
        assert options.password is not None
        secret = context.loaded.read_secret(options.password, key="report.password")
        sent = protect_workbook(workbook, secret)
    return Drawn(view, workbook, write_letter(view, context.words, sent, protected=protected))


def save_workbook(context: Context, drawn: Drawn) -> Path:
    """Write the workbook into the reports' folder; a later run of the day replaces it."""
    folder = context.loaded.resolve(context.settings.report.folder)
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{drawn.view.as_of.isoformat()}.xlsx"
    save_whole(target, drawn.workbook)
    return target


def envelopes(context: Context, drawn: Drawn, outbox: Path | None = None) -> list[Envelope]:
    """Return one letter a recipient.

    A letter's key is made of what it reports, so that a second run of the same day sends nothing twice, but
    does send what has changed. A letter put into an outbox is another one than the letter mailed.
    """
    way = "file-" if outbox else ""
    options = context.settings.report
    domain = options.sender.rpartition("@")[2]
    envelopes = []
    for recipient in options.recipients:
        content = sha256("\n".join((drawn.letter.subject, _numbers(drawn), recipient)).encode()).hexdigest()[
            :16
        ]
        key = f"{way}{drawn.view.as_of.isoformat()}-{content}"
        message = build_message(
            drawn.letter, options.sender, recipient, f"<{key}@{domain}>", drawn.view.generated_at
        )
        envelopes.append(Envelope(key, recipient, message))
    return envelopes


def _numbers(drawn: Drawn) -> str:
    lines = (
        f"{each.definition.id} {each.tally.numerator}/{each.tally.denominator}"
        for each in drawn.view.indicators
    )
    return "\n".join((*lines, *drawn.view.gaps))


def write_letters(context: Context, drawn: Drawn, outbox: Path) -> list[Path]:
    """Write a report's letters as files, to look at: the ledger hears nothing of them."""
    return [write_eml(outbox, each.message, each.letter) for each in envelopes(context, drawn)]


def send_report(context: Context, drawn: Drawn) -> list[Delivery]:
    """Send a report's letters outside a night, as a run of its own; what was sent before is not repeated."""
    with context.store.transaction() as tx:
        run_id = published.start_run(
            tx, command="report", as_of=drawn.view.as_of, version=drawn.view.version, now=context.clock()
        )
    sent = deliver(context.store, run_id, envelopes(context, drawn), carrier(context, None), context.clock)
    code = ExitCode.INCOMPLETE if any(each.troubled for each in sent) else ExitCode.DONE
    with context.store.transaction() as tx:
        published.end_run(tx, run_id, exit_code=code, now=context.clock())
    return sent


def carrier(context: Context, outbox: Path | None) -> Carrier:
    """Return what carries letters: the configured server, or a folder of `.eml` files."""
    if outbox is not None:
        return _into(outbox)
    options = context.settings.report.smtp
    password = None
    if options.password is not None:
        password = context.loaded.read_secret(options.password, key="report.smtp.password")
    mailbox = Mailbox(
        options.host,
        options.port,
        options.security,
        login=options.login,
        password=password,
        timeout=options.timeout,
    )
    return lambda envelope, handing: mailbox.send(envelope.message, handing)


def _into(outbox: Path) -> Carrier:
    """Return what puts letters into a folder, whole and under their own names: doing so twice does no harm."""

    def put(envelope: Envelope, handing: Handing) -> None:
        write_eml(outbox, envelope.message, envelope.letter)
        handing.taken()

    return put
