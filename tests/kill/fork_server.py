"""Runs `marshrut` over and over, each time in a process of its own, with everything imported once.

An order comes as a line of JSON on stdin: where, which words, what time it is, and at which point of its own doing
the process is to kill itself. Two lines go back: its number before it begins (an empty line lets it begin), and how
it ended. Nothing of the product knows of this: commits are met in SQLAlchemy, files where Python puts them in place.
"""

import json
import os
import signal
import sys
from datetime import datetime
from pathlib import Path

import alembic.command  # noqa: F401  else every process imports it anew
import psycopg  # noqa: F401
from sqlalchemy import Engine, event
from sqlalchemy.engine.default import DefaultDialect

import mappings.schema  # noqa: F401
from jobs.cli import main, opening


class Points:
    """The points of a run at which it can die, counted by kind; the process dies at the one ordered."""

    def __init__(self, at):
        self.at = at
        self.counts = {}

    def reach(self, kind):
        """Count a point, and die there if it is the one."""
        self.counts[kind] = self.counts.get(kind, 0) + 1
        if self.at == [kind, self.counts[kind]]:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch_commits(self):
        """Meet every commit of a transaction that may have written, before and after."""
        reading = set()

        @event.listens_for(Engine, "commit")
        def about_to(connection):
            options = connection.get_execution_options()
            if "sqlite_begin" in options or "postgresql_readonly" in options:
                reading.add(id(connection.connection.dbapi_connection))

        real = DefaultDialect.do_commit

        def commit(dialect, connection):
            if id(getattr(connection, "dbapi_connection", connection)) in reading:
                reading.clear()
                real(dialect, connection)
                return
            self.reach("before commit")
            real(dialect, connection)
            self.reach("after commit")

        DefaultDialect.do_commit = commit

    def watch_files(self):
        """Meet every file that is put in its place, before and after."""
        real = os.replace

        def replace(*words, **named):
            self.reach("before file")
            real(*words, **named)
            self.reach("after file")

        os.replace = replace


def run(order):
    """Be the process: never return."""
    os.chdir(order["folder"])
    for number, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    os.environ.update(order["environ"])
    now = datetime.fromisoformat(order["now"])
    opening.now = lambda: now
    points = Points(order["die_at"])
    points.watch_commits()
    points.watch_files()
    sys.argv = ["marshrut", *order["words"]]
    code = 1
    try:
        main()
    except SystemExit as ended:
        code = ended.code or 0
    Path("points.json").write_text(json.dumps(points.counts))
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(int(code))


def answer(told):
    """Write a line to whoever ordered."""
    sys.__stdout__.write(json.dumps(told) + "\n")
    sys.__stdout__.flush()


def serve():
    """Take orders until there are none."""
    while line := sys.stdin.readline():
        waits, begins = os.pipe()
        process = os.fork()
        if not process:
            os.read(waits, 1)
            run(json.loads(line))
        answer(process)
        sys.stdin.readline()
        os.write(begins, b"!")
        for end in (waits, begins):
            os.close(end)
        answer(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]))


if __name__ == "__main__":
    serve()
