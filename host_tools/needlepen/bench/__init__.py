"""What a builder's bench measures of a finished pen: see `README.md`."""
