"""Everything that draws with Streamlit: the shell, forms, tables, cached reads."""
