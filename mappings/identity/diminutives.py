"""Short forms of first names and sister names: weak evidence that two first names are one."""

import re
from functools import cache

from mappings.identity.transliteration import skeleton

_SHORT_FORMS = """
александр: саша шура саня алекс
александра: саша шура саня аля
алексей: леша алеша леха
алена: лена
анастасия: настя ася стася
анатолий: толя
андрей: андрюша
анна: аня анюта нюра нюта нюша анечка
антон: антоша
антонина: тоня
артем: тема артемий
борис: боря
вадим: вадик
валентин: валя
валентина: валя
валерий: валера
валерия: лера
варвара: варя
василий: вася
вера: верочка
вероника: ника
виктор: витя
виктория: вика тори
владимир: вова володя
владислав: влад слава
вячеслав: слава
галина: галя галка
геннадий: гена
георгий: гоша жора
григорий: гриша
гульнара: гуля
дарья: даша
денис: дениска
дмитрий: дима митя димон
евгений: женя
евгения: женя женечка
екатерина: катя катерина катюша
елена: лена алена
елизавета: лиза лизавета
зинаида: зина
зульфия: зуля
иван: ваня
игорь: игорек
ильдар: илик
илья: илюша
инна: инночка
ирина: ира
карина: кара
кирилл: кира
константин: костя
кристина: крис
ксения: ксюша оксана
лариса: лара
лидия: лида
любовь: люба любаша
людмила: люда мила люся
максим: макс
маргарита: рита марго
марина: мариша
мария: маша маруся маня
михаил: миша
надежда: надя надюша
наталия: наташа ната
наталья: наташа ната таша
никита: никитка
николай: коля
нина: ниночка
оксана: ксюша ксения
олег: олежка
олеся: леся
ольга: оля
павел: паша
петр: петя
полина: поля
раиса: рая
регина: реня
роман: рома
рустам: рустик
светлана: света лана ланочка
сергей: сережа
софия: соня
софья: соня
станислав: стас слава
степан: степа
тамара: тома
татьяна: таня
тимофей: тима
ульяна: уля
федор: федя
эльвира: эля
юлия: юля юленька
юрий: юра
яна: яночка
ярослав: ярик слава
"""
_VARIANTS = (
    ("наталия", "наталья"), ("софия", "софья"), ("мария", "марья"), ("даниил", "данил", "данила"),
    ("геннадий", "генадий"), ("артем", "артемий"), ("егор", "георгий", "юрий"),
    ("ксения", "аксинья"), ("анастасия", "настасья"), ("лидия", "лидья"), ("алена", "олена"),
    ("александр", "alexander", "aleksander", "alexandre"), ("евгений", "eugene"), ("евгения", "eugenia"),
    ("петр", "peter"), ("мария", "mary", "marie"), ("михаил", "michael"), ("елена", "helen", "helena"),
    ("федор", "theodor", "theodore"), ("екатерина", "catherine", "katherine"), ("николай", "nicholas"),
    ("наталия", "наталья", "натали", "natalie", "natali"), ("павел", "paul"), ("георгий", "george"), ("юлия", "julie"),
    ("софия", "софья", "sophie"), ("ирина", "irene"), ("анна", "anne"), ("рустам", "рустем"),
    ("айгуль", "айгюль"), ("гузель", "гузаль"),
)  # fmt: skip

_FOND = re.compile(r"(?:очка|ечка|енька|онька|ушка|юшка|уша|юша|уня|юня|ик|чик|ка)$")
_SHORTEST_STEM = 2


@cache
def _short_forms() -> dict[str, list[str]]:
    told = (line.split(": ") for line in _SHORT_FORMS.strip().splitlines())
    return {full: short.split() for full, short in told}


@cache
def _known_pairs() -> tuple[frozenset[frozenset[str]], frozenset[frozenset[str]]]:
    short = {frozenset((full, each)) for full, told in _short_forms().items() for each in told}
    variants = {
        frozenset((one, other)) for names in _VARIANTS for one in names for other in names if one != other
    }
    return frozenset(short), frozenset(variants)


def is_short_form(one: str, other: str) -> bool:
    """Tell whether one folded first name is a short form of the other (Таня, Танечка, Татьяна)."""
    known = _known_pairs()[0]
    return any(
        frozenset((mine, theirs)) in known or (mine == theirs and one != other)
        for mine in _plain_forms(one)
        for theirs in _plain_forms(other)
    )


def _plain_forms(name: str) -> tuple[str, ...]:
    """Return a name, and what a fond form is made of: Леночка is Лена, Анюша is Аня."""
    stem = _FOND.sub("", name)
    if stem == name or len(stem) < _SHORTEST_STEM:
        return (name,)
    return (name, f"{stem}а", f"{stem}я")


def is_variant(one: str, other: str) -> bool:
    """Tell whether two folded first names are ways to write one (Наталия, Наталья)."""
    return frozenset((one, other)) in _known_pairs()[1]


@cache
def first_names() -> frozenset[str]:
    """Return folded first names and short forms known without any roster."""
    return frozenset(_short_forms()) | {each for told in _short_forms().values() for each in told}


@cache
def _full_forms() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for full, told in _short_forms().items():
        for short in told:
            found.setdefault(skeleton(short), []).append(full)
    return found


def full_forms_of(short: str) -> list[str]:
    """Return the first names a short form, in either alphabet, may stand for."""
    return _full_forms().get(skeleton(short), [])


def short_forms_of(name: str) -> list[str]:
    """Return the short forms of a folded first name."""
    return _short_forms().get(name, [])
