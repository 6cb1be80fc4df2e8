"""What a staff list makes of one person's posts: begun, ended, corrected; history is kept.

A post is the same while organisation, kind and name of the post are. Its subject, day of hiring, extra columns
and being main or not are corrected in place, and the journal keeps what stood before; another post or kind ends
one employment and begins another.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from connector.roster_records import RosterRow
from mappings.facts import StaffKind
from mappings.identity.alphabets import folded
from mappings.staff.posts import staff_kind
from mappings.staff.values import KnownPost, PostFacts

PostKey = tuple[str, StaffKind, str]


@dataclass(frozen=True, slots=True)
class PostChanges:
    """What happens to one person's posts in the organisations of the list."""

    begun: tuple[PostFacts, ...] = ()
    ended: tuple[KnownPost, ...] = ()
    corrected: tuple[tuple[KnownPost, PostFacts], ...] = ()
    reopened: tuple[KnownPost, ...] = ()


def posts_of(rows: Iterable[RosterRow]) -> dict[PostKey, PostFacts]:
    """Return the posts that rows of one person tell of; rows of one post with several subjects are one."""
    posts: dict[PostKey, PostFacts] = {}
    for row in rows:
        kind = staff_kind(row.kind_text, row.post)
        if kind is not None:
            told = PostFacts(
                row.organisation, kind, row.post, row.subject, row.main, row.hired, _in_order(row.extra)
            )
            key = post_key(told)
            posts[key] = _together(posts[key], told) if key in posts else told
    return posts


def unclear_organisations(rows: Iterable[RosterRow]) -> frozenset[str]:
    """Return the organisations of rows that tell neither post nor kind: what was held there stays held."""
    return frozenset(row.organisation for row in rows if staff_kind(row.kind_text, row.post) is None)


def post_key(post: PostFacts) -> PostKey:
    """Return what makes a post the same one."""
    return post.organisation, post.kind, folded(post.post)


def compare(
    told: dict[PostKey, PostFacts], known: Sequence[KnownPost], spoken_for: Collection[str], as_of: date
) -> PostChanges:
    """Compare what is told of one person with all that is known; `spoken_for` are the list's organisations."""
    here = [post for post in known if post.facts.organisation in spoken_for]
    held = {post_key(post.facts): post for post in here if post.left is None}
    reopenable = {post_key(post.facts): post for post in here if post.left == as_of}
    begun, corrected, reopened = [], [], []
    for key, facts in told.items():
        before = [post for post in here if post.facts.organisation == facts.organisation]
        standing = held.get(key) or reopenable.get(key)
        if standing is None:
            begun.append(replace(facts, hired=_begins(facts, before, as_of)))
            continue
        if key not in held:
            reopened.append(standing)
        corrected += _corrections(standing, facts, alone=len(before) == 1)
    ended = [post for key, post in held.items() if key not in told]
    return PostChanges(tuple(begun), tuple(ended), tuple(corrected), tuple(reopened))


def _begins(told: PostFacts, before: Sequence[KnownPost], as_of: date) -> date | None:
    """Return the first day of a new post.

    The list's day of hiring is that of the organisation. Who had a post there before gets the new one from
    the list's date on, unless hired anew since: what was known of the past does not change.
    """
    if not before:
        return told.hired
    last = max(post.left or post.facts.hired or date.min for post in before)
    return told.hired if told.hired is not None and told.hired > last else as_of


def _corrections(known: KnownPost, told: PostFacts, *, alone: bool) -> list[tuple[KnownPost, PostFacts]]:
    """Return what the list says otherwise of a post that goes on; blanks say nothing."""
    better = replace(
        known.facts,
        post=told.post or known.facts.post,
        subject=told.subject or known.facts.subject,
        main=told.main,
        hired=(told.hired if alone else None) or known.facts.hired,
        extra=_in_order(dict(known.facts.extra) | dict(told.extra)),
    )
    return [(known, better)] if better != known.facts else []


def _together(one: PostFacts, other: PostFacts) -> PostFacts:
    subjects = dict.fromkeys(subject for subject in (*one.subject.split(", "), other.subject) if subject)
    days = [day for day in (one.hired, other.hired) if day is not None]
    return replace(
        one,
        subject=", ".join(subjects),
        main=one.main or other.main,
        hired=min(days, default=None),
        extra=_in_order(dict(other.extra) | dict(one.extra)),
    )


def _in_order(extra: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(extra.items()))
