"""EcoGov command center: AI data-annotation and content-governance delivery."""

__version__ = "0.1.0"
