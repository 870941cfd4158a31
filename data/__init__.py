"""Data files that the product reads at run time: the catalogue, the divisions, the holidays."""

from pathlib import Path

FOLDER = Path(__file__).parent
CATALOGUE = FOLDER / "catalogue.toml"
DIVISIONS = FOLDER / "divisions" / "jiangsu.csv"
TOWNSHIPS = FOLDER / "divisions" / "jiangsu_townships.csv"
TOWN_POINTS = FOLDER / "divisions" / "jiangsu_town_points.csv"
COUNTY_POINTS = FOLDER / "divisions" / "jiangsu_county_points.csv"
FONTS = FOLDER / "fonts"
