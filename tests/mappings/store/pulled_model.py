"""The rules of keeping enrolments, as plainly as Python says them: the store must come to the same."""

from dataclasses import dataclass, field, replace

from connector.moodle.records import EnrolmentStatus
from mappings.keeping.guard import HeldReason
from mappings.keeping.pulled import Kept

BLANKS = {"method": "unknown", "minute": 0}


@dataclass(frozen=True)
class Row:
    """An enrolment as kept; moments are what they are, nights too."""

    status: str
    created_at: object
    starts_at: object
    first_seen: object = None
    changed_at: object = None
    missed_at: object = None
    gone_at: object = None

    @property
    def content(self):
        return self.status, self.created_at, self.starts_at


@dataclass(frozen=True)
class Key:
    """An enrolment's key."""

    course_id: int
    account_id: int
    method: str
    minute: int


@dataclass
class Model:
    """What is kept, in a dictionary."""

    kept: dict[Key, Row] = field(default_factory=dict)

    def live(self):
        return {key: row for key, row in self.kept.items() if row.gone_at is None}

    def keep(self, reading, now, guard, accepted):
        """Keep a reading; return what `keep` should."""
        told = [(key_of(each), row_of(each)) for each in reading.records]
        distinct = dict(told)
        before = self.live()
        read = self.resolved(distinct, reading.untold)
        looked = {key for key in before if looked_at(reading, key, before[key])}
        absent = {key for key in looked - read.keys() if not spared(reading, key)}
        late = {key for key in absent if before[key].missed_at is not None and before[key].missed_at == now}
        better = {key for key in absent - late if self.known_better(key, read, reading.untold)}
        lost = {key for key in absent - better - late if before[key].missed_at is None}
        gone = absent - better - late - lost
        new = read.keys() - before.keys()
        left = len(before) + len(new) - len(better) - len(lost) - len(gone)
        repeated = len(told) - len(distinct)
        fresh = sum(before[key].missed_at is None for key in looked)
        held = judged(guard, fresh, len(lost), left)
        if held and (accepted is None or left < accepted):
            return Kept(len(distinct), repeated=repeated, held=held, left=left, live=len(before))
        result = Kept(
            len(distinct),
            added=len(read.keys() - self.kept.keys()),
            changed=sum(self.altered(key, read[key], reading.untold) for key in read.keys() & before.keys()),
            returned=len(new & self.kept.keys()),
            missed=len(lost),
            gone=len(gone | better),
            repeated=repeated,
            live=len(before) + len(new) - len(gone | better),
        )
        for key, row in read.items():
            self.put(key, row, reading.untold, now)
        for key in lost:
            self.kept[key] = replace(self.kept[key], missed_at=now)
        for key in gone:
            self.kept[key] = replace(self.kept[key], gone_at=min(self.kept[key].missed_at, now))
        for key in better:
            self.kept[key] = replace(self.kept[key], gone_at=now)
        return result

    def resolved(self, read, untold):
        """Let rows that are known better stand where a record does not tell the whole key."""
        vague = [name for name in ("method", "minute") if {"minute": "created_at"}.get(name, name) in untold]
        exact, standing = {}, {}

        def blanks(key):
            return [getattr(key, name) == BLANKS[name] for name in vague]

        for key in sorted(read, key=blanks):
            stands_for = [
                other
                for other in self.live()
                if any(blanks(key))
                and (key.course_id, key.account_id) == (other.course_id, other.account_id)
                and all(
                    getattr(key, name) == getattr(other, name)
                    or (name in vague and getattr(key, name) == BLANKS[name])
                    for name in BLANKS
                )
            ]
            if not stands_for:
                exact[key] = read[key]
            for other in stands_for:
                alone = len(stands_for) == 1
                standing.setdefault(other, merged(read[key], self.kept[other]) if alone else self.kept[other])
        return standing | exact

    def known_better(self, key, read, untold):
        told = {"method": "method" not in untold, "minute": "created_at" not in untold}
        return any(
            (key.course_id, key.account_id) == (other.course_id, other.account_id)
            and all(
                getattr(key, name) == getattr(other, name)
                or (told[name] and getattr(key, name) == BLANKS[name])
                for name in BLANKS
            )
            for other in read
        )

    def to_be(self, key, row, untold):
        """Return a row with what stands where nothing was told."""
        kept = self.kept.get(key)
        if kept is None:
            return row
        stays = {
            name: getattr(kept, name)
            for name in ("created_at", "starts_at")
            if name in untold and getattr(row, name) is None
        }
        return replace(row, **stays)

    def altered(self, key, row, untold):
        return self.to_be(key, row, untold).content != self.kept[key].content

    def put(self, key, row, untold, now):
        kept = self.kept.get(key)
        same = kept is not None and not self.altered(key, row, untold)
        self.kept[key] = replace(
            self.to_be(key, row, untold),
            first_seen=kept.first_seen if kept else now,
            changed_at=kept.changed_at if same else now,
            missed_at=None,
            gone_at=None,
        )


def key_of(record):
    minute = int(record.created_at.timestamp()) // 60 if record.created_at else 0
    return Key(record.course_id, record.account_id, record.method, minute)


def row_of(record):
    return Row(record.status.value, record.created_at, record.starts_at)


def merged(told, kept):
    out = (told.status, kept.status) == (EnrolmentStatus.SUSPENDED.value, EnrolmentStatus.NOT_CURRENT.value)
    return Row(
        kept.status if out else told.status,
        told.created_at or kept.created_at,
        told.starts_at or kept.starts_at,
    )


def looked_at(reading, key, row):
    if not reading.complete or any(not each.keys for each in reading.unreadable):
        return False
    scope = reading.scope
    if scope is None:
        return True
    value = getattr(row, scope.column) if scope.column == "created_at" else getattr(key, scope.column, None)
    if value is None:
        return False
    return value in scope.values or any(
        (begin is None or begin <= value) and (end is None or value < end) for begin, end in scope.spans
    )


def spared(reading, key):
    return any(
        all(getattr(key, name) == value for name, value in each.keys.items()) for each in reading.unreadable
    )


def judged(guard, before, lost, left):
    if lost and not left:
        return HeldReason.EMPTIED
    if lost > guard.rows and lost / before > guard.percent / 100:
        return HeldReason.SHRUNK
    return None
