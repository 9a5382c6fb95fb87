"""Laws of saved runs: they come back as they were, and nothing else comes in."""

import io
from dataclasses import replace

import numpy as np
import pytest

from models.caption.decoding import Decoding
from models.caption.model import load_captioner
from models.errors import MediaError, OptionError
from models.io.trace_file import read_gates, read_trace
from models.surgery import Surgery
from models.trace import END
from tests.traces import make_caption_trace
from visualize.caption.files import save_trace_npz

ARRAYS = ("input", "forget", "candidate", "output", "cell", "hidden", "start")


def assert_same(one, other):
    for name in ("model", "sha256", "mode", "words", "unknown", "surgery"):
        assert getattr(one, name) == getattr(other, name), name
    assert one.gates.labels == other.gates.labels
    for name in ARRAYS:
        np.testing.assert_array_equal(getattr(one.gates, name), getattr(other.gates, name))
    np.testing.assert_array_equal(one.logprobs, other.logprobs)
    for name in ("attention", "beta", "eye"):
        assert (getattr(one, name) is None) == (getattr(other, name) is None)
        if getattr(one, name) is not None:
            np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    told = [[[(c.word, pytest.approx(c.probability)) for c in step] for step in run.candidates] for run in (one, other)]
    assert told[0] == told[1]
    assert [(t.step, t.word, t.label) for t in one.things] == [(t.step, t.word, t.label) for t in other.things]
    for mine, theirs in zip(one.things, other.things, strict=True):
        np.testing.assert_array_equal(mine.evidence, theirs.evidence)
        assert (mine.present, mine.probability) == pytest.approx((theirs.present, theirs.probability))
    assert (one.doubt is None) == (other.doubt is None)
    if one.doubt is not None:
        assert one.doubt.probability == pytest.approx(other.doubt.probability)


@pytest.mark.parametrize("attention", [True, False])
@pytest.mark.parametrize("mode", ["greedy", "beam", "sample", "forced"])
def test_a_saved_run_comes_back_as_it_was(mode, attention, tmp_path):
    trace = make_caption_trace(("a", "dog", "flurbs", END), attention, mode=mode)
    if mode == "forced":
        trace = make_caption_trace(("a", "dog", "flurbs", END), attention, mode=mode, unknown=("flurbs",))
    assert_same(read_trace(save_trace_npz(trace, tmp_path / "run.npz")), trace)


def test_a_run_of_a_network_comes_back_with_its_parts_and_its_surgery(tmp_path):
    model = load_captioner("caption-attention")
    noise = np.random.default_rng(0).integers(0, 255, (224, 224, 3), dtype=np.uint8)
    cuts = (Surgery("forget", scale=0.9, units=(1, 5)), Surgery.amnesia(2))
    trace = model.caption(noise, Decoding(surgery=cuts))
    again = read_trace(save_trace_npz(trace, tmp_path / "run.npz"))
    assert_same(again, trace)
    for name, array in vars(trace.parts).items():
        np.testing.assert_array_equal(getattr(again.parts, name), array)
    assert model.operate(noise, Decoding(surgery=(Surgery.mute(),)), again).before is again


def test_the_gates_of_any_run_come_back_alone(tmp_path):
    trace = make_caption_trace(hidden=5)
    gates = read_gates(save_trace_npz(trace, tmp_path / "run.npz"))
    assert gates.labels == trace.words
    np.testing.assert_array_equal(gates.cell, trace.gates.cell)


def altered(tmp_path, **changes):
    """The file of a good run of 4 words, 8 units and a 14 x 14 grid, with some arrays replaced; None: left out."""
    with np.load(save_trace_npz(make_caption_trace(), tmp_path / "run.npz")) as stored:
        arrays = dict(stored) | changes
    file = io.BytesIO()
    np.savez(file, **{name: array for name, array in arrays.items() if array is not None})
    file.seek(0)
    return file


ones, zeros = np.ones((4, 8), np.float32), np.zeros((4, 8), np.float32)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"words": None}, "no list of 1 to"),
        ({"words": np.zeros(4)}, "no list of 1 to"),
        ({"words": np.array([], dtype="U1")}, "no list of 1 to"),
        ({"words": np.array(["x" * 201, "b", "c", "d"])}, "no layer"),
        ({"words": np.array(["a", END, "c", END])}, "does not end where it should"),
        ({"forget": None}, "no layer"),
        ({"forget": ones[0]}, "no layer"),
        ({"input": None}, "“input” is missing"),
        ({"input": ones[:3]}, "“input” is missing or has another shape"),
        ({"input": ones * 1.5}, "“input” has a value that cannot be"),
        ({"input": ones.astype(int)}, "“input” is missing or has another shape"),
        ({"output": ones * np.nan}, "“output” has a value that cannot be"),
        ({"candidate": ones * -1.1}, "“candidate” has a value"),
        ({"cell": ones * np.inf}, "“cell” has a value"),
        ({"cell": ones}, "its gates do not make its memory"),
        ({"hidden": zeros}, "its gates do not make its memory"),
        ({"start": zeros}, "“start” is missing or has another shape"),
        ({"start": ones[:2] * 9}, "its gates do not make its memory"),
        ({"logprobs": np.ones(4, np.float32)}, "“logprobs” has a value"),
        ({"top_words": None}, "list of likely words"),
        ({"top_probabilities": np.full((4, 10), 2.0)}, "“top_probabilities” has a value"),
        ({"beta": None}, "“beta” is missing"),
        ({"attention": None}, "no grid for each word"),
        ({"attention": np.zeros((4, 14, 14), np.float32)}, "does not sum to one"),
        ({"attention": np.zeros((4, 0, 0), np.float32)}, "no grid for each word"),
        ({"attention": np.full((3, 2, 2), 0.25)}, "“attention” is missing or has another shape"),
        ({"mode": np.array("magic")}, "which network made it, and how"),
        ({"sha256": np.array("../../etc")}, "which network made it, and how"),
        ({"sha256": None}, "“sha256” is missing"),
        ({"model": np.array(["a", "b"])}, "“model” is missing or no text"),
        ({"logit_memory": np.zeros((4, 5), np.float32)}, "“logit_word” is missing"),
        ({"thing_labels": np.array(["unicorn"])}, "things that nobody knows"),
        ({"thing_steps": np.array([17])}, "things are not in its words"),
        ({"thing_evidence": np.zeros((1, 0, 0), np.float32)}, "evidence is no grid"),
        ({"doubt": np.array([1.5, 0.5], np.float32)}, "“doubt” has a value"),
        ({"surgery": np.array("not json")}, "what it says of surgery"),
        ({"surgery": np.array('[{"gate": "soul", "clamp": 1}]')}, "what it says of surgery"),
        ({"surgery": np.array("[" * 50_000)}, "what it says of surgery"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(changes, sentence, tmp_path):
    with pytest.raises(MediaError, match=sentence) as refused:
        read_trace(altered(tmp_path, **changes))
    assert str(refused.value).endswith(".")
    assert "\n" not in str(refused.value)


def test_an_unaltered_copy_is_not_refused(tmp_path):
    assert read_trace(altered(tmp_path)).words == make_caption_trace().words
    assert read_trace(altered(tmp_path, attention=None, beta=None, eye=None, entropy=None)).attention is None


def test_words_that_the_network_never_had_do_not_break_an_operation():
    model = load_captioner("caption-plain")
    noise = np.random.default_rng(0).integers(0, 255, (224, 224, 3), dtype=np.uint8)
    run = model.caption(noise)
    forged = replace(run, words=("flurb", *run.words[1:]))
    assert model.operate(noise, Decoding(surgery=(Surgery.deaf(),)), forged).forced.unknown == ("flurb",)
    with pytest.raises(OptionError, match="does not know “flurb”"):
        model.operate(noise, Decoding(surgery=(Surgery.deaf(),)), replace(run, words=(*run.words[:-1], "flurb")))
