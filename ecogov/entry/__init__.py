"""The script that Streamlit runs, alone in its folder but for the fonts under ``static/``."""
