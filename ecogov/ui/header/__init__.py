"""Parts of the header of every page; `ecogov.ui.shell` puts them together."""
