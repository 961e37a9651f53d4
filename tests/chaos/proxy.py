"""A way to Redis that can be cut at any moment: what was asked ran, the replies are lost."""

import asyncio
import contextlib
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class CuttableWay:
    """Listens on a TCP port and passes everything on to a Unix socket.

    Attributes:
        target: The server's socket.
        port: Where clients connect, once opened.
        cuts: How often the way was cut.
    """

    target: Path
    port: int = 0
    cuts: int = 0
    _server: asyncio.Server | None = None
    _open: set[asyncio.StreamWriter] = field(default_factory=set)
    _deaf: bool = False

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
        self.cut()

    def cut(self) -> None:
        """Drop every connection: requests that are under way run, their replies are lost."""
        self.cuts += 1
        for writer in tuple(self._open):
            writer.transport.abort()

    async def lose_replies(self, seconds: float) -> None:
        """Pass requests on, but no reply; then drop the connections."""
        self._deaf = True
        await asyncio.sleep(seconds)
        self._deaf = False
        self.cut()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there, back = await asyncio.open_unix_connection(str(self.target))
        except OSError:
            writer.close()
            return
        self._open |= {writer, back}
        try:
            await asyncio.gather(
                self._pass(reader, back, replies=False), self._pass(there, writer, replies=True)
            )
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            self._open -= {writer, back}
            for one in (writer, back):
                with contextlib.suppress(OSError, RuntimeError):
                    one.close()

    async def _pass(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, replies: bool
    ) -> None:
        while chunk := await reader.read(65536):
            if replies and self._deaf:
                continue
            writer.write(chunk)
            await writer.drain()
        raise ConnectionResetError
