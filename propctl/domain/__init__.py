"""The vocabulary of propctl: pure values. This package never reads a clock, opens a file or logs."""
