"""What the user asked for, as functions. No argument parsing, no rendering, no environment."""
