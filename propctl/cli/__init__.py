"""The command line: parse, call one job, render. No loop, no retry and no vendor's name here."""
