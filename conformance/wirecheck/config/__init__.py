"""TOML files that people write for wirecheck: settings, and lists of entries."""
