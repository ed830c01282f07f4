"""What people keep in files of TOML: settings, and lists of entries."""
