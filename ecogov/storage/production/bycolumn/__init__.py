"""The first file of a tool: nothing stored can meet its rows, so columns tell all there is to tell.

Everything is derived from the staged Arrow file before a row is written. The statements are those
of the other way (`ecogov.storage.production.rebuilding`), run on frames; what they cannot say
there is said again in a few lines, and tests hold both ways to the same figures.
"""
