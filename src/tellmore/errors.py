"""Every error that we raise, as one tree.

    TellmoreError
    ├── OurFault            a bug of ours: crash loudly
    ├── TheirFault          the far side failed us: retry or degrade; carries `retry_after`
    │   ├── Unreachable     no answer at all: the network, or the far side is down
    │   ├── Rejected        the far side understood and said no, for good
    │   ├── Unusable        an answer came, but none that we can use: half of one, another form
    │   └── Gone            the participant cannot be reached any more (blocked, deleted)
    └── InvalidInput        someone wrote something wrong: says where, in their words
        ├── InvalidStudy    a study's files; carries every fault at once
        └── InvalidSettings the environment or `.env`

What a *participant* does is never an error: it is an event. No message holds a
participant's words, a phone number or a token.
"""

from datetime import timedelta


class TellmoreError(Exception):
    """Anything that we raise on purpose."""


class OurFault(TellmoreError):
    """A promise of our own code was broken."""


class TheirFault(TellmoreError):
    """The far side failed.

    Attributes:
        retry_after: How long the far side asked us to wait; None if it did not say.
    """

    def __init__(self, message: str, *, retry_after: timedelta | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Unreachable(TheirFault):
    """No answer came; nobody knows whether the far side acted."""


class Rejected(TheirFault):
    """The far side understood the request and will never grant it."""


class Unusable(TheirFault):
    """An answer came that is of no use: a refusal to answer, half an answer, another form."""


class Gone(TheirFault):
    """The participant blocked us or deleted the account."""


class InvalidInput(TellmoreError):
    """Someone wrote something wrong; the message says where and how to mend it."""


class InvalidStudy(InvalidInput):
    """A study's files have faults.

    Attributes:
        faults: Each fault as ``file:line: key: what is expected``, all of them.
    """

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class InvalidSettings(InvalidInput):
    """A setting is wrong or missing; one sentence says how to mend it."""
