"""Our Lua scripts: what a server runs as one step that nothing can come between."""

import hashlib
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from tellmore.errors import OurFault


@dataclass(frozen=True, slots=True)
class Script:
    """A script and the name by which a server remembers it.

    Attributes:
        name: What we call it.
        source: The Lua.
        sha1: What a server calls it.
    """

    name: str
    source: str
    sha1: str = field(init=False)

    def __post_init__(self) -> None:
        digest = hashlib.sha1(self.source.encode(), usedforsecurity=False).hexdigest()
        object.__setattr__(self, "sha1", digest)


@cache
def script(name: str) -> Script:
    """Return the script in `lua/<name>.lua`.

    Raises:
        OurFault: We have none of that name.
    """
    file = resources.files("tellmore.stores") / "lua" / f"{name}.lua"
    if not file.is_file():
        raise OurFault(f"there is no script {name}")
    return Script(name, file.read_text("utf-8"))
