"""Refusals, as codes with parameters; the catalogs hold the sentences under ``error.<code>``."""


class DomainError(Exception):
    """A refusal that a person can mend.

    Parameters
    ----------
    code : str
        Dotted code; the catalogs hold its sentence under ``error.<code>``.
    **params : object
        Values for the named placeholders of that sentence.
    """

    def __init__(self, code: str, /, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        detail = ", ".join(f"{name}={value!r}" for name, value in self.params.items())
        return f"{self.code} ({detail})" if detail else self.code


class NotFoundError(DomainError):
    """What was asked for is not there (or not there any more)."""


class ConflictError(DomainError):
    """Somebody else changed the record since it was read."""


class UnreadableFileError(DomainError):
    """A file as a whole cannot be read; nothing of it was imported."""


class UnavailableError(DomainError):
    """The database cannot do it now: nothing was stored, and the same may work later."""
