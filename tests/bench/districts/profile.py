"""What else stands in an account's profile: mailbox, СНИЛС, number, organisation, post, cohorts."""

from tests.bench.districts.letters import in_latin, slip
from tests.bench.districts.roster import school_mail

_MAILBOXES = ("mail.test", "yandex.test", "gmail.test", "rambler.test", "bk.test")
_COHORTS = (
    "Аттестация 2026", "Молодые педагоги", "Учителя математики", "Диагностика ПК (2 поток)", "Управленческий резерв",
    "Курсы ФГОС-2025", "Наставники", "Все пользователи",
)  # fmt: skip


class Profiler:
    """Fills in profiles at the recipe's rates."""

    def __init__(self, dice, recipe, schools, members):
        self.dice, self.recipe, self.schools, self.members = dice, recipe, schools, members
        self._of_place = {}
        for member in members:
            self._of_place.setdefault(member.place, []).append(member)

    def chance(self, share):
        return self.dice.random() < share

    def colleague(self, member):
        """Return somebody else of the same organisation, or anybody where there is nobody else."""
        others = [each for each in self._of_place[member.place] if each is not member]
        return self.dice.choice(others or self.members)

    def own_mail(self, first, last):
        """Return a mailbox of somebody's own."""
        dice, number = self.dice, self.dice.randrange(10**6)
        box = dice.choice(_MAILBOXES)
        if not self.chance(self.recipe.named_mail) or not first:
            return f"{dice.choice(('kisa', 'solnce', 'user', 'id', 'mama'))}{number}@{box}"
        one, two = (
            in_latin(part.split(" ")[0], dice.choice(("web", "passport", "road"))).lower().replace("'", "")
            for part in (first, last)
        )
        styles = (
            f"{one}.{number}",
            f"{two}{one[:1]}{number % 1000}",
            f"{one}_{two}",
            f"{two}{1955 + number % 50}",
        )
        return f"{dice.choice(styles)}@{box}"

    def mail(self, member, kinds):
        """Return the mailbox of a member's account."""
        recipe, chance = self.recipe, self.dice.random()
        if chance < recipe.shared_mail:
            kinds.append("shared mail")
            return school_mail(member.place)
        if chance < recipe.shared_mail + recipe.mail_of_colleague:
            kinds.append("colleague's mail")
            return self.colleague(member).work_mail
        if chance < recipe.shared_mail + recipe.mail_of_colleague + recipe.no_mail:
            return None
        if self.chance(recipe.work_mail):
            return member.work_mail.upper() if self.chance(0.02) else member.work_mail
        return self.own_mail(member.key.first_name, member.key.last_name)

    def snils(self, member, kinds):
        """Return the hash of the СНИЛС in a member's account; one with a wrong digit comes out as none."""
        chance = self.dice.random()
        if chance < self.recipe.snils_of_colleague:
            told = self.colleague(member).key.snils_hash
            kinds += ["colleague's snils"] if told else []
            return told
        if chance < self.recipe.snils_of_colleague + self.recipe.snils_of_nobody:
            kinds.append("nobody's snils")
            return f"n{self.dice.randrange(10**9)}"
        return f"s{member.key.person_id}" if self.chance(self.recipe.snils) else None

    def number(self, member, kinds):
        """Return what stands in the field for the staff number."""
        if self.chance(self.recipe.foreign_number):
            kinds.append("foreign number")
            return str(self.dice.randrange(1, len(self.members) + 1))
        if not self.chance(self.recipe.number):
            return None
        told = member.key.staff_number or member.key.roster_no
        return self.dice.choice((told, told, f" {told}", told.lstrip("0")))

    def school(self, member, kinds):
        """Return the organisation as the account's owner spells it."""
        if self.chance(self.recipe.no_school):
            kinds.append("no school")
            return None
        school = self.schools[member.place]
        if self.chance(self.recipe.moved):
            kinds.append("moved")
            school = self.dice.choice(self.schools)
        if not self.chance(self.recipe.odd_school):
            return school.official
        kind, told = self.dice.choice(school.ways)
        if kind != "org plain":
            kinds.append(kind)
        if self.chance(self.recipe.mistyped_school / self.recipe.odd_school):
            kinds.append("org typo")
            told = slip(self.dice, told)
        return told

    def post(self, member):
        """Return the post as the profile tells it."""
        if not self.chance(self.recipe.post):
            return None
        [post] = member.key.posts
        return self.dice.choice((
            post, post.lower(), f"{post} высшей категории", post.replace("Заместитель", "зам."), "педагог", "Преподаватель",
            post.replace("Учитель", "Учитель математики"),
        ))  # fmt: skip

    def cohorts(self, place):
        """Return the names of the cohorts an account is in; `place`: of an organisation of ours, or None."""
        told = []
        if place is not None and self.chance(self.recipe.school_cohort):
            told.append(self.dice.choice(self.schools[place].ways)[1])
        if self.chance(self.recipe.other_cohort):
            told.append(self.dice.choice(_COHORTS))
        return tuple(sorted(told))
