"""All SQL: tables, queries, migrations. Nothing here commits by itself."""
