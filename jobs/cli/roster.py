"""`marshrut roster`: staff lists."""

from jobs.cli import roster_import, roster_past, roster_show, roster_template
from jobs.cli.commands import Commands

commands = Commands("roster.group")
commands.add("template", "roster.template")(roster_template.template)
commands.add("import", "roster.import")(roster_import.take_in)
commands.add("list", "roster.list")(roster_past.list_imports)
commands.add("show", "roster.show")(roster_show.show)
commands.add("history", "roster.history")(roster_past.history)
commands.add("undo", "roster.undo")(roster_past.undo)
