"""Colours and lines of a status report in HTML and SVG."""

from typing import Final, Literal

Theme = Literal["light", "dark"]

COLOURS: Final = """
.st-report { --ink:#15181c; --muted:#5b6770; --line:#d9dfe2; --accent:#0b6574; --green:#1f7a3d;
  --amber:#9a5b00; --red:#b42318; --grey:#5b6770; --l1:#c2571a; --l2:#5f4bb6; --l3:#3d7a34;
  --l4:#b3306b; --l5:#8a6d00; }
.st-report.st-dark { --ink:#e8ebed; --muted:#9aa7b0; --line:#313a40; --accent:#4fb8c9;
  --green:#62c486; --amber:#e5b455; --red:#ff8a7a; --grey:#9aa7b0; --l1:#f0965a; --l2:#a99cf0;
  --l3:#86c27a; --l4:#ef85b4; --l5:#d6b84a; }
"""
"""Those of ``ecogov/charts/theme.py``, as the style sheet of a report names them."""

PICTURE_STYLE: Final = """
.st-svg { width:100%; height:auto; display:block; font-size:11px; }
.st-svg text { fill:var(--ink); stroke:none; } .st-svg text.st-tick { fill:var(--muted); }
.st-svg text.st-name { font-weight:600; }
.st-grid { stroke:var(--line); stroke-width:1; }
.st-line { fill:none; stroke:var(--accent); stroke-width:2.2; stroke-linejoin:round; }
.st-line.st-plan { stroke:var(--muted); stroke-dasharray:6 4; stroke-width:1.5; }
.st-line.st-l1 { stroke:var(--l1); } .st-line.st-l2 { stroke:var(--l2); }
.st-line.st-l3 { stroke:var(--l3); } .st-line.st-l4 { stroke:var(--l4); }
.st-line.st-l5, .st-line.st-l6, .st-line.st-l7 { stroke:var(--l5); }
.st-svg text.st-name.st-l0 { fill:var(--accent); } .st-svg text.st-name.st-l1 { fill:var(--l1); }
.st-svg text.st-name.st-l2 { fill:var(--l2); } .st-svg text.st-name.st-l3 { fill:var(--l3); }
.st-svg text.st-name.st-l4 { fill:var(--l4); } .st-svg text.st-name.st-plan { fill:var(--muted); }
"""
