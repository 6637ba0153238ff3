"""What the inputs of a record offer: people, vendors, and the currency of its project."""

from collections.abc import Mapping
from dataclasses import dataclass

from ecogov.ui.cached import record_names
from ecogov.ui.log import cached
from ecogov.ui.page import Page


@dataclass(frozen=True, slots=True)
class Offers:
    """Choices that come from what is stored already.

    Parameters
    ----------
    people : tuple of str
        The busiest owners first, and the project manager.
    vendors : tuple of int
        Ids of those at work.
    vendor_codes : Mapping[int, str]
        Codes by id, of those put away too.
    currency : str
        ISO 4217 code; empty where costs are not followed.
    """

    people: tuple[str, ...]
    vendors: tuple[int, ...]
    vendor_codes: Mapping[int, str]
    currency: str

    def vendor_name(self, vendor_id: int) -> str:
        """Name a vendor by its code."""
        return self.vendor_codes.get(vendor_id, str(vendor_id))


def offers_of(page: Page, project_id: int | None) -> Offers:
    """Collect what is on offer in a project, or in all of them."""
    projects = page.projects
    found = projects.loc[projects["id"] == project_id]
    pm = "" if found.empty else str(found["pm"].iloc[0])
    people = dict.fromkeys([*cached.people(page.db, project_id), *([pm] if pm else [])])
    currency = "" if found.empty else str(found["currency"].iloc[0])
    codes = {
        int(record): code
        for (kind, record), code in record_names(page.db).items()
        if kind == "vendor"
    }
    return Offers(tuple(people), tuple(cached.vendors(page.db)), codes, currency)
