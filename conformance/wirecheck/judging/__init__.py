"""Exchanges judged by requirements: findings, verdicts, and what somebody knows already."""
