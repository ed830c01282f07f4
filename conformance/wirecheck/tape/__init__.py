"""
Tapes: exchanges on disk as HAR 1.2, which browsers' tools open and which can be judged again.

A tape is written through a journal beside it, in which each answer is on disk before anything reads it
(`journal`); `recorder` turns the journal into the tape; `har` is the format, read from wherever it comes.

Held by `tests/tape/test_recorder.py`.
"""
