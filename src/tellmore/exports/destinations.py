"""Finds where exports are written: a folder, or any store that fsspec knows by its URL."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from tellmore.errors import InvalidSettings
from tellmore.exports.destination import Destination


def destination_at(place: str) -> Destination:
    """Return the destination at a folder's path or a URL such as ``s3://bucket/folder``.

    Raises:
        InvalidSettings: The URL's store is unknown here, or its package is not installed.
    """
    if "://" not in place:
        return _folder(Path(place))
    if place.startswith("file://"):
        return _folder(Path(unquote(urlsplit(place).path)))
    import fsspec

    from tellmore.exports.object_store import ObjectStore

    try:
        files, root = fsspec.core.url_to_fs(place)  # type: ignore[no-untyped-call]  # fsspec has no types
    except (ValueError, ImportError) as error:
        scheme = place.partition("://")[0]
        raise InvalidSettings(
            f"TELLMORE_EXPORTS: `{scheme}://` cannot be used: {type(error).__name__}; "
            "name a folder, or install the fsspec package for that store"
        ) from None
    return ObjectStore(files, root)


def _folder(path: Path) -> Destination:
    from tellmore.exports.folder import Folder

    return Folder(path.expanduser())
