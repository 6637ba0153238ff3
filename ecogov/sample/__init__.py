"""The sample programme: invented projects and the exports that their tools would have written.

Everything is drawn from fixed seeds up to a day that the caller names. Only `writing` touches
files; the rest knows no clock and no disk. Depends on `ecogov.domain` alone.
"""
