"""Roles in words."""

from collections.abc import Mapping
from typing import Any

from ecogov.i18n.translator import Translator


def role_in_words(t: Translator, grant: Mapping[str, Any]) -> str:
    """Say a role and how far it goes.

    Parameters
    ----------
    t : Translator
        The reader's language.
    grant : Mapping
        ``role``, ``programme`` and ``project_code``; None where they do not narrow it.
    """
    role = t(f"role.{grant['role']}")
    place = grant["project_code"] or grant["programme"]
    return t("people.role_in", role=role, place=place) if place else role
