"""The letter with the report: five numbers in the body, people in the attached workbook alone."""

from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from config.locale import Texts
from config.locale.numbers import format_count, format_day, format_moment, format_share
from jobs.reports.phrases import change, format_change, one_line, period, subject, told_gaps
from jobs.reports.view import IndicatorLine, ReportView, Tally

XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a letter."""

    name: str
    ascii_name: str
    """For mail programs that know no other letters."""

    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent, whoever gets it."""

    subject: str
    text: str
    html: str
    attachment: Attachment


@dataclass(frozen=True, slots=True)
class Row:
    """An indicator as the letter tells it."""

    id: str
    name: str
    share: str
    counts: str
    change: str


def write_letter(view: ReportView, texts: Texts, workbook: bytes, *, protected: bool = False) -> Letter:
    """Return the letter for a view and its workbook, which `protected` says is closed by a password."""
    file_name = texts.say(
        "report.file_name", district=_file_part(view.district), day=format_day(view.as_of, texts.locale)
    )
    told = _told(view, texts, file_name=file_name, protected=protected)
    return Letter(
        subject=letter_subject(view, texts),
        text=_templates().get_template("letter.txt").render(told),
        html=_templates().get_template("letter.html").render(told),
        attachment=Attachment(
            file_name, texts.say("letter.file_ascii", day=view.as_of.isoformat()), workbook
        ),
    )


def letter_subject(view: ReportView, texts: Texts) -> str:
    """Return the subject line; incomplete data shows in it."""
    line = subject(view, texts)
    return line if view.complete else texts.say("letter.incomplete_subject", subject=line)


def build_message(
    letter: Letter, sender: str, recipient: str, message_id: str, date: datetime
) -> EmailMessage:
    """Return the letter as a message to one mailbox; the same values give the same bytes.

    `message_id` stands in angle brackets and names the sender's domain; `date` is aware.
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = recipient
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(date)
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"
    # Base64, for Cyrillic takes half of what quoted-printable would make of it, and any server passes it on.
    message.set_content(letter.text, cte="base64")
    message.add_alternative(letter.html, subtype="html", cte="base64")
    _attach(message, letter.attachment)
    _fix_boundaries(message, message_id)
    return message


def _attach(message: EmailMessage, attachment: Attachment) -> None:
    """Attach the file under its own name (RFC 2231), and under the plain one for old mail programs."""
    maintype, subtype = XLSX
    message.add_attachment(
        attachment.content,
        maintype=maintype,
        subtype=subtype,
        filename=attachment.name,
        params={"name": attachment.ascii_name},
    )


def _fix_boundaries(message: EmailMessage, message_id: str) -> None:
    """Name the lines between parts after the message; by default they are drawn at random."""
    parts = (each for each in message.walk() if each.is_multipart())
    for number, part in enumerate(parts):
        digest = sha256(f"{message_id} {number}".encode()).hexdigest()[:32]
        part.set_boundary(f"=_{digest}")


def _told(view: ReportView, texts: Texts, *, file_name: str, protected: bool) -> dict[str, object]:
    """Return what the templates print."""
    return {
        "locale": texts.locale,
        "greeting": texts.say("letter.greeting"),
        "opening": texts.say(
            "letter.opening",
            district=one_line(view.district),
            day=format_day(view.as_of, texts.locale),
        ),
        "period": period(view, texts),
        "incomplete": "" if view.complete else texts.say("letter.incomplete"),
        "gaps": told_gaps(view, texts),
        "heads": {key: texts.say(f"letter.{key}") for key in ("name", "share", "counts", "change")},
        "rows": [_row(each, texts) for each in view.indicators],
        "lines": [_line(each, texts) for each in view.indicators],
        "notes": _notes(view, texts),
        "attached": texts.say("letter.attached", file=file_name),
        "warning": texts.say("letter.protected" if protected else "letter.unprotected"),
        "signature": _signature(view, texts),
    }


def _row(line: IndicatorLine, texts: Texts) -> Row:
    return Row(
        id=line.definition.id,
        name=line.definition.short_name.say(texts.locale),
        share=format_share(line.tally.share, texts.locale),
        counts=_counts(line, line.tally, texts),
        change=_change(line, texts),
    )


def _line(line: IndicatorLine, texts: Texts) -> str:
    row = _row(line, texts)
    return texts.say(
        "letter.line", id=row.id, name=row.name, share=row.share, counts=row.counts, change=row.change
    )


def _counts(line: IndicatorLine, tally: Tally, texts: Texts) -> str:
    """Return «1 187 из 1 591 человека», organisations for 6.1.4."""
    return texts.say(
        f"letter.{line.definition.subject}",
        n=tally.denominator,
        numerator=format_count(tally.numerator, texts.locale),
        count=format_count(tally.denominator, texts.locale),
    )


def _change(line: IndicatorLine, texts: Texts) -> str:
    if line.previous is None:
        return texts.say("letter.no_previous")
    if not line.previous.same_methodology:
        return texts.say("letter.other_methodology")
    told = change(line)
    if told is None:
        return texts.say("letter.no_previous")
    if not told:
        return texts.say("letter.unchanged")
    return texts.say("letter.points", change=format_change(told, texts.locale))


def _notes(view: ReportView, texts: Texts) -> list[str]:
    """Return what the reader should know beside the five numbers."""
    notes = [
        texts.say(
            "letter.among_diagnosed",
            id=each.definition.id,
            share=format_share(each.among_diagnosed.share, texts.locale),
            counts=_counts(each, each.among_diagnosed, texts),
        )
        for each in view.indicators
        if each.among_diagnosed
    ]
    days = sorted({each.previous.day for each in view.indicators if each.previous})
    notes += [texts.say("letter.since", day=format_day(day, texts.locale)) for day in days[-1:]]
    if any(each.tally.share is None for each in view.indicators):
        notes.append(texts.say("letter.unknown_share"))
    if view.problems:
        count = format_count(len(view.problems), texts.locale)
        sheet = texts.say("report.sheet.problems")
        notes.append(texts.say("letter.problems", n=len(view.problems), count=count, sheet=sheet))
    return notes


def _signature(view: ReportView, texts: Texts) -> list[str]:
    made = texts.say(
        "letter.made",
        version=view.version,
        moment=format_moment(view.generated_at, view.zone, texts.locale),
        zone=view.zone.key,
    )
    if not view.responsible:
        return [made]
    return [texts.say("letter.responsible", responsible=one_line(view.responsible)), made]


def _file_part(text: str) -> str:
    """Return the text without what a file system would not take."""
    return one_line("".join(" " if each in '\\/:*?"<>|' else each for each in text))


def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("jobs.reports"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
