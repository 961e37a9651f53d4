import inspect
import re
from types import ModuleType

from tellmore.stores import redis_keys
from tests.repository.files import text_of, texts

_ARGUMENTS = {
    "shard": 0,
    "participant_id": "<participant>",
    "study": "<study>",
    "version": "<version>",
    "bot": "<bot>",
    "process": "<process>",
}
_OF_OTHERS = {"rq:*"}  # RQ names its keys itself


def listed(docstring: str) -> set[str]:
    return set(re.findall(r"^\| `([^`]+)` \|", docstring, re.MULTILINE)) - _OF_OTHERS


def used_in_shard(sources: dict[str, str]) -> set[str]:
    """Return the names that the code gives to `in_shard`."""
    return {
        name for text in sources.values() for name in re.findall(r'in_shard\([^"\n]*"(\w+)"', text)
    }


def made(module: ModuleType, in_shard: set[str]) -> set[str]:
    """Return every key that a module's functions and constants make, with sample arguments."""
    found = {
        value
        for name, value in vars(module).items()
        if name.isupper() and isinstance(value, str) and "*" not in value
    }
    for name, function in inspect.getmembers(module, inspect.isfunction):
        if function.__module__ != module.__name__ or name == "shard_tag":
            continue
        if name == "in_shard":
            found |= {function(0, one) for one in in_shard}
            continue
        parameters = inspect.signature(function).parameters
        found.add(function(*(_ARGUMENTS[parameter] for parameter in parameters)))
    return {key.replace("{s00}", "{sNN}") for key in found}


def test_the_table_lists_every_key_and_no_other() -> None:
    docstring = redis_keys.__doc__ or ""
    sources = texts(under="src/tellmore/", ending=".py")
    named = set(re.findall(r"\w+", (redis_keys.in_shard.__doc__ or "").partition(": ")[2]))

    assert listed(docstring) == made(redis_keys, named)
    assert used_in_shard(sources) <= named


def test_no_key_is_spelled_out_elsewhere() -> None:
    spelled = [
        name
        for name, text in texts(under="src/tellmore/", ending=".py").items()
        if re.search(r"[\"']tm:", text) and not name.endswith("stores/redis_keys.py")
    ]

    assert spelled == []


def test_a_key_that_the_table_lacks_is_noticed() -> None:
    docstring = (redis_keys.__doc__ or "").replace("`tm:erasures`", "`tm:erased`")

    assert listed(docstring) != made(redis_keys, {"in"})
    assert used_in_shard({"a.py": text_of("src/tellmore/stores/figures.py")} | {"b": ""}) >= {
        "dead"
    }
    assert used_in_shard({"a.py": 'keys.in_shard(shard, "novel")'}) == {"novel"}
