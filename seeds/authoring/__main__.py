"""`python -m seeds.authoring`: rewrite the made-up parts of `seeds/`."""

from seeds.authoring import paths
from seeds.authoring.agencies import agencies_csv


def main() -> None:
    """Write `seeds/agencies.csv`."""
    paths.AGENCIES.write_bytes(agencies_csv())


if __name__ == "__main__":
    main()
