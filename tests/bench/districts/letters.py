"""Letters gone wrong: other alphabets, the wrong keyboard layout, slips of the finger and of the ear."""

_CYRILLIC = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"


def _scheme(told):
    return dict(zip(_CYRILLIC, (each.replace("0", "") for each in told.split()), strict=True))


SCHEMES = {
    "passport": _scheme("a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch ie y 0 e iu ia"),
    "passport of 2010": _scheme(
        "a b v g d e e zh z i i k l m n o p r s t u f kh tc ch sh shch 0 y 0 e iu ia"
    ),
    "road": _scheme("a b v g d e yo zh z i y k l m n o p r s t u f kh ts ch sh shch 0 y ' e yu ya"),
    "web": _scheme("a b v g d e e zh z i y k l m n o p r s t u f h c ch sh sch 0 y 0 e yu ya"),
    "gost b": _scheme("a b v g d e yo zh z i j k l m n o p r s t u f x cz ch sh shh `` y' ` e` yu ya"),
    "iso 9": _scheme("a b v g d e ë ž z i j k l m n o p r s t u f h c č š ŝ ʺ y ʹ è û â"),
    "slavist": _scheme("a b v g d e e zh z i j k l m n o p r s t u f kh c ch sh sch 0 y ' e ju ja"),
    "telegraph": _scheme("a b v g d e e j z i i k l m n o p r s t u f h c ch sh sc 0 y 0 e iu ia"),
    "french": _scheme("a b v g d e io j z i i k l m n o p r s t ou f kh ts tch ch chtch 0 y 0 e iou ia"),
    "german": _scheme("a b w g d e jo sch s i j k l m n o p r s t u f ch z tsch sch schtsch 0 y 0 e ju ja"),
}
USUAL_SCHEMES = ("passport", "road", "web")
_LAYOUT = dict(zip("йцукенгшщзхъфывапролджэячсмитьбюё", "qwertyuiop[]asdfghjkl;'zxcvbnm,.`", strict=True))
_TWINS = dict(zip("аеорсухАВЕКМНОРСТУХ", "aeopcyxABEKMHOPCTYX", strict=True))
_KEYBOARD = ("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю")
_HEARD = (
    ("о", "а"), ("а", "о"), ("е", "и"), ("и", "е"), ("нн", "н"), ("лл", "л"), ("в", "ф"), ("д", "т"), ("ье", "ие"),
    ("сс", "с"), ("г", "к"), ("з", "с"), ("чк", "щк"), ("я", "е"), ("ь", ""), ("й", "и"), ("б", "п"), ("тс", "ц"),
)  # fmt: skip


def _cased_like(text, made):
    return made[:1].upper() + made[1:] if text[:1].isupper() else made


def in_latin(text, scheme):
    """Each word by a scheme of SCHEMES."""
    table = SCHEMES[scheme]
    words = text.split(" ")
    made = ["".join(table.get(letter, letter) for letter in word.lower()) for word in words]
    return " ".join(
        "-".join(part[:1].upper() + part[1:] for part in word.split("-")) if original[:1].isupper() else word
        for word, original in zip(made, words, strict=True)
    )


def wrong_layout(text):
    """Иванова as it comes out of an English keyboard: Bdfyjdf."""
    return " ".join(
        _cased_like(word, "".join(_LAYOUT.get(letter, letter) for letter in word.lower()))
        for word in text.split(" ")
    )


def with_twins(dice, text, share=0.7):
    """Some Cyrillic letters replaced by the Latin ones that look the same."""
    return "".join(_TWINS.get(letter, letter) if dice.random() < share else letter for letter in text)


def _neighbour(dice, letter):
    for row in _KEYBOARD:
        place = row.find(letter)
        if place >= 0:
            return dice.choice([row[at] for at in (place - 1, place + 1) if 0 <= at < len(row)])
    return letter


def slip(dice, word):
    """One letter left out, doubled, swapped with the next, or its neighbour on the keyboard; never the first."""
    place = dice.randrange(1, max(len(word) - 1, 2))
    before, letter, after = word[:place], word[place : place + 1], word[place + 1 :]
    return dice.choice([
        before + after,
        before + letter + letter + after,
        before + after[:1] + letter + after[1:],
        before + _neighbour(dice, letter) + after,
        before + letter + _neighbour(dice, letter) + after,
    ])  # fmt: skip


def misheard(dice, word):
    """The word as it is heard: Генадьевна, Никалаев; itself where nothing can be misheard."""
    possible = [
        (place, heard, told)
        for heard, told in _HEARD
        for place in range(1, len(word))
        if word.startswith(heard, place) and place + len(heard) < len(word)
    ]
    if not possible:
        return word
    place, heard, told = dice.choice(possible)
    return word[:place] + told + word[place + len(heard) :]
