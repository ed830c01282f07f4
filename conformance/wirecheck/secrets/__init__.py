"""Secrets put into requests and taken out of answers, in whatever form they travel."""
