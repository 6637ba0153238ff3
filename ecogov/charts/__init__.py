"""Frames and a translator in, chart specifications out; no Streamlit, no storage."""
