"""The ways in: flake8, the command line, the editor. A face converts and decides nothing."""
