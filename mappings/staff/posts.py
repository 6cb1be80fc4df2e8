"""What a post says about its holder: teacher or manager, head or not."""

import re
from collections.abc import Iterable

from mappings.facts import StaffKind
from mappings.identity.alphabets import as_cyrillic, folded

_MANAGER_KIND = re.compile(r"управлен|руководящ|руководител|администрати")
_TEACHER_KIND = re.compile(r"педагог|учител|воспитател|преподавател")
_MANAGER_POST = re.compile(
    r"^(?:(?:и\.?\s?о\.?|исполняющ\w+\s+обязанности|врио|вр\.?\s?и\.?\s?о\.?)\s*)?"
    r"(?:директор|заведующ|зав\.|начальник|руководител\w+(?!\s+(?:физическ|физ|кружк|круж|секци|мо\b|методическ))"
    r"|заместител|зам\b|зам\.|замдиректор|управляющ)"
)
_NOT_A_MANAGER = re.compile(r"^заведующ\w*\s+(?:хозяйств|склад|библиотек|производств|канцеляр)|^завхоз")


def staff_kind(kind_text: str, post: str) -> StaffKind | None:
    """Return the kind of staff from the sheet's «Категория», else from the post; None where neither tells.

    Any other post that is named at all is a teacher's: a staff list of the department holds no others.
    """
    kind = _plain(kind_text)
    if _MANAGER_KIND.search(kind):
        return StaffKind.MANAGER
    if _TEACHER_KIND.search(kind):
        return StaffKind.TEACHER
    return _kind_of_post(_plain(post))


def _kind_of_post(post: str) -> StaffKind | None:
    if not post:
        return None
    manager = _MANAGER_POST.match(post) and not _NOT_A_MANAGER.match(post)
    return StaffKind.MANAGER if manager else StaffKind.TEACHER


def known_kind(kind_text: str) -> bool:
    """Tell whether a «Категория» is one of the regulation's; blank is no answer, and no mistake."""
    kind = _plain(kind_text)
    return not kind or bool(_MANAGER_KIND.search(kind) or _TEACHER_KIND.search(kind))


def is_head(post: str, head_posts: Iterable[str]) -> bool:
    """Tell whether the post is the head's of an organisation: one of `head_posts`, whatever the case."""
    return _plain(post) in {_plain(each) for each in head_posts}


def _plain(text: str) -> str:
    return " ".join(as_cyrillic(word) for word in folded(text).split())
