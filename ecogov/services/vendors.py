"""Vendors: add, change, put away, take back, list. They serve all projects."""

import pandas as pd

from ecogov.domain.people import Right
from ecogov.domain.projects import VendorDraft
from ecogov.services import editing
from ecogov.services.people.rights import require_somewhere
from ecogov.storage import vendors
from ecogov.storage.database import Database
from ecogov.storage.vendors import VENDORS


def add_vendor(db: Database, draft: VendorDraft, *, actor: str) -> int:
    """Log a new vendor and give its id.

    Raises
    ------
    DomainError
        ``vendor.taken`` when another vendor, archived or not, has its code.
    """
    with db.write(actor) as session:
        return editing.add(session, VENDORS, {**draft.model_dump(), "version": 1})


def change_vendor(
    db: Database, vendor_id: int, draft: VendorDraft, *, version: int, actor: str
) -> None:
    """Replace what was entered about a vendor; `version` is the one that the person saw.

    Raises
    ------
    NotFoundError
        ``vendor.unknown``.
    ConflictError
        ``record.conflict`` when somebody else changed it since.
    DomainError
        ``record.archived`` when it was put away, ``vendor.taken`` when another has the new code.
    """
    with db.write(actor) as session:
        stored = editing.seen(session, VENDORS, vendor_id, version)
        editing.change(session, VENDORS, stored, draft.model_dump())


def archive_vendor(db: Database, vendor_id: int, *, actor: str) -> None:
    """Put a vendor away; its figures stay, and `restore_vendor` takes it back.

    Raises
    ------
    NotFoundError
        ``vendor.unknown``.
    DomainError
        ``record.archived`` when it was put away already.
    """
    with db.write(actor) as session:
        editing.archive(session, VENDORS, vendor_id)


def restore_vendor(db: Database, vendor_id: int, *, actor: str) -> None:
    """Take a vendor back that was put away.

    Raises
    ------
    NotFoundError
        ``vendor.unknown``.
    """
    with db.write(actor) as session:
        editing.restore(session, VENDORS, vendor_id)


def list_vendors(db: Database, *, archived: bool = False) -> pd.DataFrame:
    """List the vendors at work, or with `archived` those that were put away.

    Returns
    -------
    DataFrame, shape (n_vendors, 7)
        Columns ``id, code, name_en, name_zh`` (empty where an import brought the vendor),
        ``is_inhouse, created_by_import`` (Int64) and ``version``, by code.
    """
    require_somewhere(db, Right.READ)
    with db.read() as session:
        return vendors.vendors_frame(session, archived=archived)
