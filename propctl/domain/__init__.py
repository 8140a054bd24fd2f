"""The vocabulary of propctl: pure values. Nothing here reads a clock, opens a file or logs."""
