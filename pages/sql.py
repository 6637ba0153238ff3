"""SQL: questions that only read, asked of everything that is stored, kept and exported."""

from ecogov.ui.shell import enter
from ecogov.ui.sql.desk import sql_desk

sql_desk(enter("sql"))
