"""How far each bot has read its updates."""

from tellmore.stores import redis_keys as keys
from tellmore.stores.connection import Connection


class RedisOffsets:
    """Offsets of Telegram's long polling.

    Saved after the updates before them are stored, never before; losing one only makes
    Telegram send again what is recognised as seen.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def load(self, bot: str) -> int:
        """Return the next update to ask for; 0 where nothing was read yet."""
        return int(await self._connection.call("GET", keys.telegram_offset(bot)) or 0)

    async def save(self, bot: str, offset: int) -> None:
        """Keep the next update to ask for."""
        await self._connection.call("SET", keys.telegram_offset(bot), offset)
