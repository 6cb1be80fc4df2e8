"""`marshrut lms plan`: by which ways a site would be read, for how much, and what is missing."""

from collections.abc import Iterator
from typing import Annotated

import typer

from config.locale import Texts
from config.locale.numbers import format_count, format_decimal
from config.settings import Lms
from connector.moodle.client import Moodle
from connector.moodle.planning.costs import Cost, Sums, as_json, sums
from connector.moodle.planning.prices import Price
from connector.moodle.planning.sizes import Sizes, Source
from jobs.cli.commands import AsJson, help_text
from jobs.cli.edge import WrongUseError, sentence
from jobs.cli.opening import workplace
from jobs.cli.output import say, show_json, show_table
from jobs.context import Context
from jobs.lms_site import Prospect, prospect
from jobs.site_options import access_to
from mappings.keeping.pulled_counts import counts

OneSite = Annotated[str | None, typer.Option("--site", metavar="NAME", help=help_text("lms.site"))]
EvenThere = Annotated[bool, typer.Option("--all", help=help_text("lms.plan_all"))]


def plan(
    context: typer.Context, *, site: OneSite = None, even_there: EvenThere = False, json: AsJson = False
) -> None:
    """Look at each site and print its plan, its price, and what each missing thing costs."""
    with workplace(context) as work:
        found = [_prospect(work, lms) for lms in sites_named(work.settings.lms, site)]
        if json:
            show_json({"sites": [_told(each) for each in found]})
            return
        for each in found:
            _show(work.words, each, even_there=even_there)


def sites_named(sites: list[Lms] | tuple[Lms, ...], name: str | None) -> list[Lms]:
    """Return the sites meant: the one named, or all. Raises WrongUseError for a name that isn't there."""
    chosen = [each for each in sites if name is None or each.name == name]
    if not chosen:
        known = ", ".join(each.name for each in sites)
        raise WrongUseError("plan.no_site", site=str(name), sites=known)
    return chosen


def _prospect(work: Context, lms: Lms) -> Prospect:
    with work.store.reading() as tx:
        kept = counts(tx, lms.name)
    with Moodle(access_to(work.loaded, lms)) as moodle:
        return prospect(moodle, work.loaded, lms, kept)


def _show(words: Texts, found: Prospect, *, even_there: bool) -> None:
    values = {"site": found.name, "release": found.site.release, "url": found.site.site_url}
    say(words.say("plan.head", latency=format_decimal(found.site.latency, 3, words.locale), **values))
    say("")
    say(words.say("plan.sizes", sizes=", ".join(_sizes(words, found.sizes))))
    say("")
    columns = ("need", "way", "calls", "requests", "seconds", "news_requests", "news_seconds")
    headings = [words.say(f"plan.column.{each}") for each in columns]
    show_table(headings, _rows(words, found), numbers=range(2, 7))
    _show_prices(words, [each for each in found.prices if not each.there], "missing")
    if even_there:
        _show_prices(words, [each for each in found.prices if each.there], "there")
    if found.plan.notes:
        say("")
        say(words.say("plan.notes"))
        for note in found.plan.notes:
            say(f"  • {sentence(words, note)}")


def _rows(words: Texts, found: Prospect) -> Iterator[list[str]]:
    for whole, news in zip(found.whole, found.news, strict=True):
        yield [
            words.say(f"plan.need.{whole.need.value}"),
            _way(words, whole, news),
            format_count(whole.calls, words.locale),
            format_count(whole.requests, words.locale),
            format_decimal(whole.seconds, 1, words.locale),
            format_count(news.requests, words.locale),
            format_decimal(news.seconds, 1, words.locale),
        ]
    all_whole, all_news = sums(found.whole), sums(found.news)
    yield [
        words.say("plan.sum"),
        "",
        format_count(all_whole.calls, words.locale),
        format_count(all_whole.requests, words.locale),
        format_decimal(all_whole.seconds, 1, words.locale),
        format_count(all_news.requests, words.locale),
        format_decimal(all_news.seconds, 1, words.locale),
    ]


def _way(words: Texts, whole: Cost, news: Cost) -> str:
    told = words.say(f"plan.way.{whole.way}")
    if news.way == whole.way:
        return told
    return words.say("plan.by_night", way=told, news=words.say(f"plan.way.{news.way}"))


def _sizes(words: Texts, sizes: Sizes) -> Iterator[str]:
    for name, source in sizes.sources.items():
        if name not in _SHOWN:
            continue
        number = format_count(getattr(sizes, _FIELDS.get(name, name)), words.locale)
        told = words.say(f"plan.size.{name}", number=number)
        yield told if source is Source.KEPT else words.say(f"plan.source.{source.value}", size=told)


_SHOWN = frozenset({"accounts", "courses", "enrolments", "quizzes", "final_grades", "attempts", "cohorts"})
_FIELDS = {"final_grades": "graded"}
_WORTH_TELLING = 0.1
"""Seconds."""


def _show_prices(words: Texts, found: list[Price], which: str) -> None:
    say("")
    if not found:
        say(words.say(f"plan.nothing_{which}"))
        return
    say(words.say(f"plan.{which}"))
    told = {each.thing: price_told(words, each) for each in found}
    for sentences in filter(None, told.values()):
        say(f"  • {sentences}")
    free = [thing_told(words, thing) for thing, sentences in told.items() if not sentences]
    if free:
        say(words.say("plan.free", things=", ".join(free)))


def price_told(words: Texts, price: Price) -> str:
    """Return what a thing is worth: «Без отчёта…: ещё 2 282 вызова…»; a blank where it makes no difference."""
    costs = _costs(words, price)
    told = worth_told(words, price)
    frame = "plan.without" if costs else "plan.without_knowing"
    return words.say(frame, thing=thing_told(words, price.thing), told=told) if told else ""


def worth_told(words: Texts, price: Price) -> str:
    """Return the same without the thing's name."""
    costs = _costs(words, price)
    unknown = [sentence(words, note) for note in price.unknown]
    return " ".join((f"{'; '.join(costs)}.", *unknown) if costs else unknown)


def _costs(words: Texts, price: Price) -> list[str]:
    told = (_dearer(words, price.whole, "whole"), _dearer(words, price.news, "news"))
    return [each for each in told if each]


def _dearer(words: Texts, more: Sums, when: str) -> str:
    values = {
        "number": format_count(more.calls, words.locale),
        "requests": format_count(more.requests, words.locale),
        "seconds": format_decimal(max(more.seconds, 0), 1, words.locale),
    }
    if more.calls > 0:
        return words.say(f"plan.more_calls.{when}", n=more.calls, **values)
    if more.requests > 0:
        return words.say(f"plan.more_requests.{when}", **values)
    return words.say(f"plan.longer.{when}", **values) if more.seconds >= _WORTH_TELLING else ""


def thing_told(words: Texts, thing: str) -> str:
    """Return a function by its name, a report or filter as people call it."""
    message_id = f"plan.thing.{thing}"
    return (
        words.say(message_id) if words.knows(message_id) else words.say("plan.thing.function", function=thing)
    )


def _told(found: Prospect) -> dict[str, object]:
    return {
        "site": found.name,
        "release": found.site.release,
        "url": found.site.site_url,
        "latency": round(found.site.latency, 4),
        "sizes": {
            name: {"number": getattr(found.sizes, _FIELDS.get(name, name)), "source": source.value}
            for name, source in found.sizes.sources.items()
        },
        "whole": {"needs": as_json(found.whole), "sum": sums(found.whole)},
        "news": {"needs": as_json(found.news), "sum": sums(found.news)},
        "prices": [
            {
                "thing": each.thing,
                "there": each.there,
                "whole": each.whole,
                "news": each.news,
                "unknown": [note.text_id for note in each.unknown],
            }
            for each in found.prices
        ],
        "windows": found.plan.windows,
        "users_windows": found.plan.users_windows,
        "dates_verified": found.plan.dates_verified,
        "notes": [note.text_id for note in found.plan.notes],
    }
