"""`marshrut lms`: what an administrator of the LMS has to allow, what is ready, and what reading costs."""

import typer

from config.locale import Texts
from connector.moodle.functions import NEEDS
from jobs.cli import lms_backfill, lms_check, lms_plan, lms_setup
from jobs.cli.commands import AsJson, Commands
from jobs.cli.output import say, show_json, show_table
from jobs.cli.session import session_of
from jobs.lms_setup import capabilities

commands = Commands("lms.group")
commands.add("setup", "lms.setup")(lms_setup.setup)
commands.add("check", "lms.check")(lms_check.check)
commands.add("plan", "lms.plan")(lms_plan.plan)
commands.add("backfill", "lms.backfill")(lms_backfill.backfill)


@commands.add("rights", "lms.rights")
def rights(context: typer.Context, *, json: AsJson = False) -> None:
    """Print the web-service functions to put into the service, and the capabilities to allow."""
    words = session_of(context).words_of_the_file()
    if json:
        show_json({"functions": _functions(words), "capabilities": capabilities()})
        return
    say(words.say("rights.functions_head"))
    headings = [words.say(f"rights.heading.{each}") for each in ("function", "needed", "purpose")]
    show_table(headings, [_row(words, each) for each in _functions(words)], unbroken={0})
    say("")
    say(words.say("rights.capabilities_head"))
    for capability in capabilities():
        say(f"  {capability}")
    say("")
    say(words.say("rights.how"))


def _functions(words: Texts) -> list[dict[str, object]]:
    return [
        {
            "function": function.value,
            "purpose": words.say(f"rights.purpose.{need.purpose}"),
            "required": need.required,
            "capabilities": list(need.capabilities),
        }
        for function, need in NEEDS.items()
    ]


def _row(words: Texts, told: dict[str, object]) -> list[str]:
    needed = words.say("rights.required" if told["required"] else "rights.optional")
    return [str(told["function"]), needed, str(told["purpose"])]
