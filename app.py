"""The app as a server: ``streamlit run app.py``. The pages start in ``ecogov/entry/main.py``."""

import streamlit as st
from starlette.middleware import Middleware

from ecogov.api.gate import Gate
from ecogov.api.hardening import Hardening
from ecogov.api.routes import ROUTES
from ecogov.settings import ROOT
from ecogov.ui.feedback import show_bug
from ecogov.ui.startup import lifespan

app = st.App(
    ROOT / "ecogov" / "entry" / "main.py",
    routes=ROUTES,
    middleware=[Middleware(Hardening), Middleware(Gate)],
    lifespan=lifespan,
    on_script_error=show_bug,
)

if __name__ == "__main__":
    app.run()
