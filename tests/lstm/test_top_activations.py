"""Laws of what is known beforehand about units, and of archives that are read without trust."""

import io
import json
import pickle
import zipfile

import numpy as np
import pytest

from models import weights
from models.caption.model import CAPTIONERS
from models.errors import MediaError, WeightsError
from models.io.npz import read_npz
from models.lstm.saturation import saturation
from models.lstm.top_activations import FILE, find_top_activations, read_top_activations, save_top_activations
from tests.traces import make_caption_trace

RUNS = {f"{seed}.jpg": make_caption_trace(seed=seed, hidden=30) for seed in range(4)}


def test_the_words_that_excite_a_unit_are_those_where_it_shows_most():
    units = find_top_activations("0", RUNS)
    every = [
        (abs(float(run.gates.hidden[step, 11])), name, step)
        for name, run in RUNS.items()
        for step in range(len(run.words))
    ]
    expected = sorted(every, reverse=True)[:5]
    found = units.of_unit(11)
    assert [(one.picture, one.step) for one in found] == [(name, step) for _, name, step in expected]
    np.testing.assert_allclose([abs(one.hidden) for one in found], [size for size, *_ in expected], atol=1e-3)
    assert all(one.word == RUNS[one.picture].words[one.step] for one in found)
    with pytest.raises(IndexError, match="no unit 30"):
        units.of_unit(30)


def test_what_was_found_out_comes_back_from_its_file(tmp_path):
    units = find_top_activations("abc", RUNS)
    path = save_top_activations(units, tmp_path)
    assert path.stat().st_size < 150_000
    again = read_top_activations(tmp_path, "abc")
    assert again.captions == units.captions
    assert all(again.of_unit(unit) == units.of_unit(unit) for unit in range(30))
    np.testing.assert_array_equal(again.saturation.counts, saturation([run.gates for run in RUNS.values()]).counts)


def test_nothing_found_out_is_no_error_but_other_weights_are(tmp_path):
    assert read_top_activations(tmp_path, "abc") is None
    save_top_activations(find_top_activations("abc", RUNS), tmp_path)
    with pytest.raises(WeightsError, match="of other weights: make it again with `make excite`"):
        read_top_activations(tmp_path, "abd")


@pytest.mark.parametrize("name", CAPTIONERS)
def test_what_ships_belongs_to_the_weights_that_ship(name):
    folder = weights.find(name)
    units = read_top_activations(folder, json.loads((folder / "config.json").read_text())["sha256"])
    if units is None:
        pytest.skip(f"{name} ships without {FILE}")
    assert (folder / FILE).stat().st_size < 150_000


@pytest.mark.parametrize("name", ["picture", "step", "hidden", "counts", "steps", "captions", "sha256"])
def test_a_damaged_file_is_refused(name, tmp_path):
    path = save_top_activations(find_top_activations("abc", RUNS), tmp_path)
    with np.load(path) as stored:
        arrays = dict(stored)
    for wrong in (
        None,
        np.array([7.5]),
        np.full_like(arrays[name], 200) if name != "hidden" else arrays[name] * np.nan,
    ):
        left = {key: array for key, array in arrays.items() if key != name}
        np.savez(path, **left, **({} if wrong is None else {name: wrong}))
        with pytest.raises(WeightsError, match="make excite"):
            read_top_activations(tmp_path, "abc")


# -- archives ------------------------------------------------------------------------------------------------------


def archive(name="a", *, shape="(2,)", kind="'<f4'", body=b"\0" * 8, deflate=False):
    """An .npz of one array, its head written by hand."""
    head = f"{{'descr': {kind}, 'fortran_order': False, 'shape': {shape}, }}".encode()
    head += b" " * (64 - (len(head) + 11) % 64) + b"\n"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED if deflate else zipfile.ZIP_STORED) as written:
        written.writestr(f"{name}.npy", b"\x93NUMPY\x01\x00" + len(head).to_bytes(2, "little") + head + body)
    file.seek(0)
    return file


def test_an_honest_archive_is_read_as_numpy_reads_it():
    np.testing.assert_array_equal(read_npz(archive(), ["a"])["a"], np.zeros(2, np.float32))
    assert read_npz(archive(), ["b"]) == {}
    file = io.BytesIO()
    np.savez_compressed(file, text=np.array(["שלום", "dog"]), turned=np.asfortranarray(np.arange(6.0).reshape(2, 3)))
    found = read_npz(file, ["text", "turned"])
    assert list(found["text"]) == ["שלום", "dog"]
    np.testing.assert_array_equal(found["turned"], np.arange(6.0).reshape(2, 3))


@pytest.mark.parametrize(
    "file",
    [
        io.BytesIO(b""),
        io.BytesIO(b"PK\x03\x04 not really"),
        archive(shape="(10**12,)"),
        archive(shape="(1000000000000,)"),
        archive(shape="(-1,)"),
        archive(shape="(3,)"),
        archive(shape="(1,)"),
        archive(kind="'|O'", shape="()", body=pickle.dumps({"a": 1})),
        archive(kind="'<M8'"),
        archive(kind="[('a', '<f4')]"),
        archive(kind="__import__('os')"),
        archive(body=b""),
    ],
)
def test_whatever_is_no_archive_of_arrays_is_refused_in_one_sentence(file):
    with pytest.raises(MediaError, match=r"no \.npz file, or it is damaged"):
        read_npz(file, ["a"])


def test_a_bomb_is_not_unpacked():
    bomb = archive(shape="(50000000,)", body=b"\0" * 200_000_000, deflate=True)
    assert len(bomb.getvalue()) < 300_000
    with pytest.raises(MediaError, match="more than 64 MB"):
        read_npz(bomb, ["a"])
    assert read_npz(bomb, ["b"]) == {}  # what is not asked for is not looked at


def test_a_file_that_is_not_there_is_told_from_a_broken_one(tmp_path):
    with pytest.raises(MediaError, match="not there"):
        read_npz(tmp_path / "none.npz", ["a"])
