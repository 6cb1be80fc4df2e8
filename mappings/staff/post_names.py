"""Posts of education by name: which are on the list, which are other people's, and which a mistyped one is near to.

The list is the government's nomenclature of posts of teaching staff and heads (постановление № 225 of 21.02.2022),
with the spellings schools use. «Учитель» stands for every «учитель …»: subjects and classes follow a post freely.
"""

import re
from enum import Enum
from functools import lru_cache

from rapidfuzz import fuzz, process

from mappings.identity.alphabets import as_cyrillic, folded

POSTS = (
    "учитель",
    "учитель-логопед",
    "учитель-дефектолог",
    "преподаватель",
    "преподаватель-организатор основ безопасности и защиты родины",
    "преподаватель-организатор основ безопасности жизнедеятельности",
    "воспитатель",
    "старший воспитатель",
    "младший воспитатель",
    "помощник воспитателя",
    "педагог-психолог",
    "педагог-организатор",
    "педагог-библиотекарь",
    "педагог дополнительного образования",
    "старший педагог дополнительного образования",
    "социальный педагог",
    "логопед",
    "психолог",
    "дефектолог",
    "тьютор",
    "методист",
    "старший методист",
    "инструктор-методист",
    "инструктор по физической культуре",
    "инструктор по труду",
    "музыкальный руководитель",
    "руководитель физического воспитания",
    "концертмейстер",
    "хореограф",
    "тренер-преподаватель",
    "старший тренер-преподаватель",
    "мастер производственного обучения",
    "старший вожатый",
    "вожатый",
    "советник директора по воспитанию и взаимодействию с детскими общественными объединениями",
    "ассистент (помощник)",
    "наставник",
    "директор",
    "заместитель директора",
    "заведующий",
    "заведующая",
    "заместитель заведующего",
    "заместитель заведующей",
    "начальник",
    "заместитель начальника",
    "руководитель",
    "заместитель руководителя",
    "руководитель структурного подразделения",
    "заведующий структурным подразделением",
    "заведующий отделением",
    "управляющий",
)

_SHORT = tuple(
    (re.compile(pattern), whole)
    for pattern, whole in (
        (r"^(?:и\.?\s?о\.?|врио|вр\.?\s?и\.?\s?о\.?|исполняющ\w+\s+обязанности)\s*", ""),
        (r"^зам(?:\.|\s|еститель\s+)\s*дир(?:\.|\w*)", "заместитель директора"),
        (r"^зам(?:\.|\s|еститель\s+)\s*зав(?:\.|\w*)", "заместитель заведующего"),
        (r"^замдиректора", "заместитель директора"),
        (r"^зам(?:\.|\s)", "заместитель "),
        (r"^зав(?:\.|\s)", "заведующий "),
        (r"^соц(?:\.|\s)\s*пед\w*", "социальный педагог"),
        (
            r"^(?:пдо\b|п\.\s?д\.\s?о\.|педагог\s+доп\.?\s*обр\w*\.?|педагог\s+до\b)",
            "педагог дополнительного образования",
        ),
        (r"^ст\.\s*", "старший "),
        (r"^муз(?:\.|\s)\s*рук\w*\.?", "музыкальный руководитель"),
        (r"^учит\.", "учитель"),
        (r"^преп\.", "преподаватель"),
        (r"^восп\.", "воспитатель"),
    )
)
_FEMALE = tuple(
    (re.compile(pattern), whole)
    for pattern, whole in (
        (r"^учительница", "учитель"),
        (r"^преподавательница", "преподаватель"),
        (r"^воспитательница", "воспитатель"),
        (r"^руководительница", "руководитель"),
        (r"^заместительница", "заместитель"),
        (r"^(?:директриса|директорша)", "директор"),
    )
)
_TECHNICAL = re.compile(
    r"\b(?:уборщи\w+|сторож\w*|вахт[её]р\w*|дворник\w*|повар\w*|водител\w+|слесар\w+|электрик\w*|электромонт\w+|"
    r"гардеробщи\w+|кладовщи\w+|завхоз\w*|бухгалтер\w*|экономист\w*|юрист\w*|юрисконсульт\w*|секретар\w+|"
    r"делопроизводител\w+|лаборант\w*|кастелянш\w*|машинист\w*|прачк\w*|оператор\w*|программист\w*|инженер\w*|"
    r"кух\w*\s+рабоч\w+|рабоч\w+|подсобн\w+|охранник\w*|специалист\w*\s+по\s+(?:кадрам|закупкам|охране)|"
    r"кадров\w+|системн\w+\s+администратор\w*|техник\w*|медсестр\w*|медицинск\w+\s+сестр\w+|фельдшер\w*|врач\w*|"
    r"хозяйств\w+|архивариус\w*|диспетчер\w*|контрактн\w+)\b"
)
_NOT_TECHNICAL = re.compile(
    r"^(?:учител|преподавател|педагог|мастер|методист|воспитател|социальн|заместител|директор)"
)
_ALIKE = 84
"""Percent of likeness at which another post is proposed; below it is another word."""


class PostSort(Enum):
    """What a post's name is."""

    KNOWN = "known"
    TECHNICAL = "technical"
    """Of staff the indicators do not speak of."""

    UNKNOWN = "unknown"


@lru_cache(maxsize=5_000)
def sort_of_post(post: str) -> PostSort:
    """Return what a post's name is; a blank one is known, for another problem tells of it."""
    text = plain_post(post)
    if not text or _begins_with_known(text):
        return PostSort.KNOWN
    if _TECHNICAL.search(text) and not _NOT_TECHNICAL.match(text):
        return PostSort.TECHNICAL
    return PostSort.UNKNOWN


@lru_cache(maxsize=5_000)
def nearest_post(post: str) -> str | None:
    """Return the post of the list that a mistyped name is nearest to; None where none is near."""
    text = plain_post(post)
    found = process.extractOne(text, POSTS, scorer=fuzz.ratio, score_cutoff=_ALIKE)
    if found is None and " " in text:
        found = process.extractOne(text.split()[0], POSTS, scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return found[0] if found else None


def plain_post(post: str) -> str:
    """Return a post's name for comparing: folded, shortened words whole, «и.о.» away."""
    text = " ".join(as_cyrillic(word) for word in folded(post).split())
    text = re.sub(r"\s*[-–—]\s*", "-", text)
    for pattern, whole in (*_SHORT, *_FEMALE):
        text = pattern.sub(whole, text, count=1)
    return " ".join(text.split())


_KNOWN = re.compile(
    r"^(?:"
    + "|".join(re.escape(post) for post in sorted(POSTS, key=len, reverse=True))
    + r")(?:[\s,.;:(/\-]|$)"
)
_GENITIVE_HEADS = re.compile(
    r"^заведующ\w+\b|^руководител\w+\b|^заместител\w+\s+(?:директор|заведующ|начальник|руководител)\w*"
)
_OF_SUPPLY = re.compile(r"^заведующ\w*\s+(?:хозяйств|склад|библиотек|производств|канцеляр|столов)")


def _begins_with_known(text: str) -> bool:
    if _OF_SUPPLY.match(text):
        return False
    return bool(_KNOWN.match(text) or _GENITIVE_HEADS.match(text))
