"""`python -m seeds.authoring`: rewrite the made-up parts of `seeds/`."""

from seeds.authoring import paths
from seeds.authoring.agencies import agencies_csv
from seeds.authoring.catalogues import catalogue
from seeds.authoring.listing import dirt_csv, readme_with_table
from seeds.authoring.old_accounts import write_all
from seeds.authoring.places import SLUGS


def main() -> None:
    """Write the agencies, the sixteen catalogues, the list of their dirt and the table in the README."""
    paths.AGENCIES.write_bytes(agencies_csv())
    written = [catalogue(slug) for slug in SLUGS]
    for found in written:
        found.path.parent.mkdir(parents=True, exist_ok=True)
        found.path.write_bytes(found.content)
    write_all()
    paths.DIRT.write_bytes(dirt_csv(written))
    paths.README.write_bytes(readme_with_table(written))


if __name__ == "__main__":
    main()
