"""The command line: options in, tables for people or JSON for programs out.

A command reads its options, calls one service and shows the answer; it decides nothing itself.
What a command needs is imported when it runs, so that ``--help`` answers at once.
"""
