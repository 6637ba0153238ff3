"""The log that belongs to the sample programme: what its project managers wrote down, and when.

The words stand in ``texts/``, one table for each kind, its columns parted by ``|``. A key such as
``v-r4`` names a record from other tables: the letter is its project, days without a year are of
2026, moments are those of the project's own clock. Amounts and the days of histories are drawn.
"""
