"""
Tapes: exchanges on disk, as HAR 1.2, that browsers' tools open and that can be judged again.

A tape is written by way of a journal beside it, in which each answer is on disk before anything looks at it
(`journal`); `recorder` makes the one into the other; `har` is the format, read from wherever it comes.

Held by `tests/tape/test_recorder.py`.
"""
