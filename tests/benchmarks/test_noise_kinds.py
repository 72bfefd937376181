"""Every kind of noise on the drawn town: it spoils something, and what must be doubted is."""

from __future__ import annotations

import random

import pytest

from benchmarks.geocoding_noise.drawing import draw, facts_of, list_drawn, list_named
from benchmarks.geocoding_noise.kinds import Expect, Pool
from benchmarks.geocoding_noise.one_map import all_kinds
from benchmarks.geocoding_noise.scoring import bin_of, run_kind
from lastmile_cli.geocoding.index_file import open_address_index
from lastmile_cli.geocoding.map_geocoder import MapGeocoder
from lastmile_cli.geocoding.map_scan import scan_map
from tests.geocoding.drawn_town import draw_town

TRIES = 10


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    folder = tmp_path_factory.mktemp("town")
    path = draw_town(folder / "town.osm.pbf")
    names, index = scan_map(path), open_address_index(path, folder=folder)
    pools = {
        Pool.WHOLE: list_drawn(names),
        Pool.ANY: list_drawn(names, whole=False),
        Pool.NAMED: list_named(names),
    }
    yield MapGeocoder(index), pools, all_kinds(facts_of(index, pools[Pool.WHOLE]))
    index.close()


def test_kinds_have_names_of_their_own(town):
    names = [kind.name for kind in town[2]]
    assert len(names) == len(set(names)) > 70


def test_the_same_seed_draws_the_same_addresses(town):
    _, pools, kinds = town
    for kind in kinds:
        runs = [
            [spoilt for _, spoilt in draw(pools[kind.pool], kind.spoil, random.Random(3), TRIES)]
            for _ in range(2)
        ]
        assert runs[0] == runs[1]


def test_what_must_be_doubted_is_never_accepted_in_the_drawn_town(town):
    geocoder, pools, kinds = town
    for kind in kinds:
        score = run_kind(geocoder, pools[kind.pool], kind, TRIES, seed=1)
        assert score.right <= score.tries <= TRIES
        if kind.expect is Expect.DOUBT:
            assert score.tries == TRIES
            assert score.silent == 0, f"{kind.name}: {score.examples[:1]}"


def test_a_score_falls_in_the_bin_it_reached():
    assert [bin_of(score) for score in (0.0, 0.899, 0.9, 0.999, 1.0)] == [0.0, 0.85, 0.9, 0.98, 1.0]
