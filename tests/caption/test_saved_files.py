"""Laws of files made of a trace: whole or not there, twice the same, and true to the trace's numbers."""

import json
import sys

import matplotlib
import numpy as np
import pytest
from PIL import Image

from models.trace import END
from tests.caption.drawing import photograph
from tests.traces import make_caption_trace
from visualize.caption.animation import save_animation
from visualize.caption.figures import contact_sheet
from visualize.caption.files import save_trace_json, save_trace_npz, trace_json
from visualize.shared import style
from visualize.shared.files import atomically, save_figure

# -- files --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "start"), [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF"), ("PNG", b"\x89PNG")]
)
def test_a_figure_is_saved_as_its_suffix_says_and_twice_the_same(kind, start, tmp_path):
    trace = make_caption_trace()
    once, again = (save_figure(contact_sheet(photograph(), trace), tmp_path / f"{n}.{kind}") for n in (1, 2))
    assert once.read_bytes().startswith(start)
    assert once.read_bytes() == again.read_bytes()
    assert matplotlib.rcParams["svg.hashsalt"] != "gatescope"
    if kind == "svg":
        assert ">dog</text>" in once.read_text(encoding="utf-8")
        assert "<dc:date>" not in once.read_text(encoding="utf-8")


def test_a_png_is_a_slide_at_200_dots_per_inch(tmp_path):
    with Image.open(save_figure(style.page()[0], tmp_path / "page.png")) as picture:
        assert picture.size == (2666, 1500)
        assert picture.info["dpi"][0] == pytest.approx(200, abs=0.1)


def test_another_suffix_is_refused_by_name(tmp_path):
    with pytest.raises(ValueError, match=r"\.png, \.svg or \.pdf, not as 'sheet\.bmp'"):
        save_figure(style.page()[0], tmp_path / "sheet.bmp")


@pytest.mark.parametrize(
    "write", [save_trace_json, save_trace_npz, lambda trace, path: save_animation(photograph(), trace, path)]
)
def test_a_file_that_cannot_be_written_says_so_and_leaves_nothing(write, tmp_path):
    with pytest.raises(FileNotFoundError, match=r"Cannot write trace\.x"):
        write(make_caption_trace(), tmp_path / "nowhere" / "trace.x")
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match=r"Cannot write folder"):
        write(make_caption_trace(), tmp_path / "folder")
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match=r"Cannot write trace\.x"):
        write(make_caption_trace(), tmp_path / "file" / "trace.x")
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["file", "folder"]


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_a_write_that_fails_leaves_the_older_file_and_nothing_else(error, tmp_path):
    path = tmp_path / "trace.json"
    path.write_bytes(b"older")
    with pytest.raises(error), atomically(path) as file:  # noqa: PT012 - the half-written file is the point
        file.write(b"half of the new")
        raise error
    assert path.read_bytes() == b"older"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_appears_only_when_it_is_whole(tmp_path):
    path = tmp_path / "trace.json"
    with atomically(path) as file:
        file.write(b"half")
        file.flush()
        assert not path.exists()
    assert path.read_bytes() == b"half"


@pytest.mark.skipif(sys.platform == "win32", reason="no such permissions")
def test_a_file_is_as_readable_as_any_other(tmp_path):
    (tmp_path / "other").touch()
    assert (
        save_trace_json(make_caption_trace(), tmp_path / "t.json").stat().st_mode == (tmp_path / "other").stat().st_mode
    )


# -- numbers ------------------------------------------------------------------------------------------------------


def test_json_says_what_the_trace_says(tmp_path):
    trace = make_caption_trace(mode="beam")
    said = json.loads(save_trace_json(trace, tmp_path / "trace.json").read_text())
    assert said == trace_json(trace)
    assert (said["caption"], said["mode"], said["finished"], said["unknown"]) == ("a dog runs", "beam", True, [])
    assert said["model"] == {"name": trace.model, "sha256": trace.sha256}
    assert said["logprob"] == pytest.approx(trace.logprob, abs=1e-5)
    assert [step["word"] for step in said["steps"]] == list(trace.words)
    for index, step in enumerate(said["steps"]):
        assert step["probability"] == pytest.approx(np.exp(step["logprob"]), rel=1e-5)
        assert [(top["word"], pytest.approx(top["probability"])) for top in step["top"]] == [
            (best.word, best.probability) for best in trace.candidates[index]
        ]
        assert step["beta"] == pytest.approx(trace.beta[index])
        assert step["entropy"] == pytest.approx(trace.entropy[index])
        assert np.abs(np.array(step["attention"]) - trace.attention[index]).max() <= 5.1e-7
    assert [node["word"] for node in said["beams"] if node["chosen"]] == list(trace.words)
    assert all(node["parent"] < index for index, node in enumerate(said["beams"]))


def test_json_has_null_where_there_is_no_number():
    trace = make_caption_trace(("a", "wug", END), attention=False, mode="forced", unknown=("wug",))
    said = json.loads(json.dumps(trace_json(trace), allow_nan=False))
    assert said["unknown"] == ["wug"]
    assert said["steps"][1]["logprob"] is said["steps"][1]["probability"] is None
    assert all(step[name] is None for step in said["steps"] for name in ("beta", "entropy", "attention"))
    assert said["beams"] == []
    trace.logprobs[0] = -np.inf
    first = trace_json(trace)["steps"][0]
    assert (first["logprob"], first["probability"]) == (None, 0.0)


def test_npz_holds_every_array_as_it_is_and_nothing_pickled(tmp_path):
    trace = make_caption_trace()
    with np.load(save_trace_npz(trace, tmp_path / "trace.npz"), allow_pickle=False) as arrays:
        for name in ("attention", "beta", "entropy", "logprobs"):
            assert (arrays[name] == getattr(trace, name)).all()
        for name in ("input", "forget", "candidate", "output", "cell", "hidden", "start"):
            assert (arrays[name] == getattr(trace.gates, name)).all()
            assert arrays[name].dtype == np.float32
        assert tuple(arrays["words"]) == trace.words
        assert [tuple(row) for row in arrays["top_words"]] == [tuple(c.word for c in row) for row in trace.candidates]
        assert (arrays["top_probabilities"] == np.float32([[c.probability for c in s] for s in trace.candidates])).all()
        assert str(arrays["caption"]) == "a dog runs"


def test_npz_of_a_network_that_never_looks_again_has_no_attention(tmp_path):
    with np.load(save_trace_npz(make_caption_trace(attention=False), tmp_path / "trace.npz")) as arrays:
        assert not {"attention", "beta", "entropy"} & set(arrays)


def test_npz_is_named_as_asked_and_twice_the_same(tmp_path):
    once, again = (save_trace_npz(make_caption_trace(), tmp_path / name) for name in ("once", "again"))
    assert once.read_bytes() == again.read_bytes()
