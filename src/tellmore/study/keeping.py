"""Keeps a study as bytes, so that a running interview can hold on to its version."""

from dataclasses import replace
from hashlib import sha256

import msgspec

from tellmore.study.study import Study

_ENCODER = msgspec.json.Encoder(order="deterministic")
_DECODER = msgspec.json.Decoder(Study)


def versioned(study: Study) -> Study:
    """Return the study with its `version`: 16 hexadecimal digits of its whole content."""
    content = _ENCODER.encode(replace(study, version=""))
    return replace(study, version=sha256(content).hexdigest()[:16])


def dump(study: Study) -> bytes:
    """Return the study as JSON; equal studies give equal bytes."""
    return _ENCODER.encode(study)


def restore(kept: bytes) -> Study:
    """Return the study that `dump` kept, with the version it had then."""
    return _DECODER.decode(kept)
