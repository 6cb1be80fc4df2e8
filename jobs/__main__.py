"""`python -m jobs` is `marshrut`."""

from jobs.cli import main

if __name__ == "__main__":
    main()
