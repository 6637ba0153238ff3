"""The table of saved queries."""

from datetime import datetime

from sqlalchemy import Text
from sqlmodel import Field

from ecogov.storage.base import Base, UtcDateTime


class SavedQueryRow(Base, table=True):
    """A question in SQL that somebody wants to ask again."""

    __tablename__ = "saved_query"

    id: int = Field(default=None, primary_key=True)
    version: int = Field(default=1)
    name: str = Field(max_length=120, unique=True)
    statement: str = Field(sa_type=Text)
    created_at: datetime = Field(sa_type=UtcDateTime)
    created_by: str = Field(max_length=120)
