"""Exchanges judged by requirements: findings, verdicts, and the baseline of known departures."""
