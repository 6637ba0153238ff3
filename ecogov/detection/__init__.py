"""Series in, anomalies out; slices in, root causes out.

Pure: no database, no clock, no words. What is found is told in numbers and codes; the catalogs hold
the sentences. PyOD is imported inside the function that fits, because its import takes seconds.
"""
