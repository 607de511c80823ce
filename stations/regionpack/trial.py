"""A pack that lies in no folder, read by the same loader: an edition, an import, a draft."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from stations.region import Region
from stations.regionpack.contents import Contents, write_folder
from stations.regionpack.loader import load
from stations.regionpack.problems import PackInvalid, Problem


def read_contents(contents: Contents, beside: Path) -> tuple[Region | None, Sequence[Problem]]:
    """The region, None when there is none to make, and everything that is wrong with the pack.

    ``beside`` is the folder that holds what no edition carries: imported roads and their names.
    """
    with TemporaryDirectory(prefix="liandong-pack-") as scratch:
        folder = Path(scratch) / "pack"
        folder.mkdir()
        write_folder(contents, folder, beside)
        try:
            region, problems = load(folder, strict=False)
        except PackInvalid as invalid:
            return None, invalid.problems
        if region.road_file is not None:
            region = replace(region, road_file=beside / region.road_file.name)
        return region, problems
