"""Refusals as sentences: the page, the command line and the receipts say the same words."""

from collections.abc import Mapping

from pydantic import ValidationError

from ecogov.domain.errors import DomainError
from ecogov.i18n.formats import NOTHING, shown
from ecogov.i18n.translator import Translator


def sentence(t: Translator, code: str, params: Mapping[str, object]) -> str:
    """Say a coded refusal, as of `DomainError` or of a rejected row.

    A parameter that is a tuple holds catalog keys, such as the names of fields that clash.

    Raises
    ------
    CatalogError
        If the catalog has no sentence under ``error.<code>``.
    """
    values: dict[str, str | int] = {name: _told(t, value) for name, value in params.items()}
    count = params.get("count")
    if isinstance(count, int):
        values["count"] = count  # the translator chooses by it between one and many
    return t(f"error.{code}", **values)


def _told(t: Translator, value: object) -> str:
    if not isinstance(value, tuple):
        return shown(t, value)
    return t("value.list_separator").join(t(key) for key in value) or NOTHING


def refusal(t: Translator, error: DomainError) -> str:
    """Say why something was refused."""
    return sentence(t, error.code, error.params)


def invalid(t: Translator, error: ValidationError, labels: Mapping[str, str]) -> tuple[str, ...]:
    """Say what is wrong with each input that pydantic refused.

    Parameters
    ----------
    t : Translator
        The reader's language.
    error : ValidationError
        What a draft raised. A validator of ours raises ``PydanticCustomError`` with a dotted
        type, whose sentence stands under ``error.<type>``.
    labels : Mapping[str, str]
        Name of each field as the form shows it.

    Returns
    -------
    tuple of str
        One sentence per input, in the order of the fields.
    """
    return tuple(
        _one_invalid(t, item["type"], item.get("ctx", {}), labels.get(str(_first(item["loc"]))))
        for item in error.errors(include_url=False, include_input=False)
    )


def _first(location: tuple[int | str, ...]) -> int | str:
    return location[0] if location else ""


def input_sentence(t: Translator, kind: str, context: Mapping[str, object]) -> str:
    """Say why pydantic refused an input, by the type of its error."""
    is_empty = kind == "string_too_short" and context.get("min_length") == 1
    told = "missing" if is_empty else kind
    key = f"invalid.{told}" if t.has(f"invalid.{told}") else "invalid.unaccepted"
    return t(key, **{name: shown(t, value) for name, value in context.items()})


def _one_invalid(t: Translator, kind: str, context: Mapping[str, object], label: str | None) -> str:
    said = sentence(t, kind, context) if "." in kind else input_sentence(t, kind, context)
    return t("invalid.in_field", field=label, reason=said) if label else said
