"""What can go wrong in the conversation and at its doors.

BotError
├── BadSetting       a setting cannot be used; the message names the variable
├── MissingWords     a message needs a value that was not given
├── Refused          a keeper's file or request cannot be taken; the message says why and what to do
├── StoreError       the database or its key cannot be opened; the message says what to do
└── SendError        a channel did not take a message
    ├── TooFast      the channel asks to wait; `retry_after` in seconds
    ├── Unreachable  it could not be reached; nothing was sent
    ├── Blocked      the person does not want messages from us
    ├── Rejected     the channel refuses this message for good
    └── Unknown      it may or may not have been sent
"""


class BotError(Exception):
    """A problem of the conversation or of a door."""


class BadSetting(BotError):
    """A setting cannot be used; the message names the variable."""


class MissingWords(BotError):
    """A message needs a value that was not given."""


class Refused(BotError):
    """A keeper's file or request cannot be taken; the message says why and what to do."""


class StoreError(BotError):
    """The database cannot be opened, or its key; the message says what to do."""


class SendError(BotError):
    """A channel did not take a message."""


class TooFast(SendError):
    """The channel asks to wait `retry_after` seconds."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(f"retry after {retry_after} s")
        self.retry_after = retry_after


class Unreachable(SendError):
    """The channel could not be reached; nothing was sent."""


class Blocked(SendError):
    """The person does not want messages from us."""


class Rejected(SendError):
    """The channel refuses this message for good."""


class Unknown(SendError):
    """The message may or may not have been sent."""
