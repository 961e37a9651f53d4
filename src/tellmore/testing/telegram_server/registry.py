"""Who exists: registers bots, people and groups, and finds them again."""

from tellmore.testing.telegram_server.bots import Bot
from tellmore.testing.telegram_server.chats import Profile
from tellmore.testing.telegram_server.groups import Group
from tellmore.testing.telegram_server.keyboards import Json
from tellmore.testing.telegram_server.people import Person
from tellmore.testing.telegram_server.refusals import ImpossibleAct
from tellmore.testing.telegram_server.world import World


class Registry:
    """Bots, people and groups by what they are called.

    Attributes:
        world: What they share.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self._people: dict[int, Person] = {}
        self._groups: dict[int, Group] = {}

    def bot(
        self, token: str, username: str, *, first_name: str = "", reads_groups: bool = False
    ) -> Bot:
        """Return the bot of the token, registered if it is new.

        Raises:
            ImpossibleAct: The token has not the shape ``<digits>:<secret>``.
        """
        world = self.world
        bot = world.bots.get(token)
        if bot is None:
            number, colon, secret = token.partition(":")
            if not (number.isdigit() and colon and secret):
                raise ImpossibleAct("A token is digits, a colon and a secret.")
            bot = world.bots[token] = Bot(
                token=token,
                username=username.removeprefix("@"),
                first_name=first_name or username,
                reads_groups=reads_groups,
                limits=world.limits,
                unix=world.unix,
                ticks=world.ticks,
            )
        return bot

    def person(
        self,
        number: int,
        first_name: str = "Sam",
        language_code: str | None = None,
        *,
        last_name: str = "",
        username: str = "",
    ) -> Person:
        """Return the person of the id, registered if new.

        Raises:
            ImpossibleAct: The id is not above zero.
        """
        person = self._people.get(number)
        if person is None:
            if number <= 0:
                raise ImpossibleAct("A person's id is above zero.")
            user: Json = {"id": number, "is_bot": False, "first_name": first_name}
            if last_name:
                user["last_name"] = last_name
            if username:
                user["username"] = username
            if language_code:
                user["language_code"] = language_code
            profile = self.world.profiles[number] = Profile(user=user)
            person = self._people[number] = Person(self.world, profile)
        return person

    def known_person(self, number: int) -> Person:
        """Return a person who was registered.

        Raises:
            ImpossibleAct: Nobody has that id.
        """
        if number not in self._people:
            raise ImpossibleAct("Nobody of that id is registered.")
        return self._people[number]

    def group(self, number: int, title: str = "Group", *, kind: str = "group") -> Group:
        """Return the group of the id, registered if new; ``kind`` may be ``supergroup``."""
        group = self._groups.get(number)
        if group is None:
            group = self._groups[number] = Group(
                number=number, title=title, kind=kind, remember=self.world.remember
            )
        return group
