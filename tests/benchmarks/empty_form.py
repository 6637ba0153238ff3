"""The floor of the platform for a save: a form of one input, and what it held below it.

Run by Streamlit.
"""

import streamlit as st

with st.form("form"):
    title = st.text_input("Title")
    st.form_submit_button("Save")
st.markdown(f"Saved: {title}")
