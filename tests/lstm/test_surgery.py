"""Laws of gate surgery: it cuts where it is told to, in this run alone, and the network never feels it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace

import numpy as np
import pytest
import torch

from models.caption.beam_search import beam_search
from models.caption.decoding import Decoding, choose_greedily, decode, to_trace
from models.caption.model import load_captioner
from models.errors import OptionError
from models.lstm.cell_attribution import ledger
from models.lstm.comparison import align, compare
from models.surgery import Surgery, read_surgery
from tests.networks import encode, grid, tiny_decoder
from tests.traces import make_caption_trace

UNITS, STEPS = 12, 8
ARRAYS = ("input", "forget", "candidate", "output", "cell", "hidden", "start")


def run(*surgery, decoder=None, pictures=1, n=0):
    decoder = decoder or tiny_decoder()
    encoded = encode(decoder, grid(pictures))
    caption = decode(decoder, encoded, choose_greedily, STEPS, surgery)[n]
    return to_trace(decoder, encoded, caption, model="tiny", sha256="0", mode="greedy", surgery=surgery)


def same(one, other):
    """Whether two runs are equal to the last bit."""
    gates = all(getattr(one.gates, name).tobytes() == getattr(other.gates, name).tobytes() for name in ARRAYS)
    return one.words == other.words and gates and one.logprobs.tobytes() == other.logprobs.tobytes()


@pytest.fixture(scope="module")
def model():
    return load_captioner("caption-attention")


@pytest.fixture(scope="module")
def noise():
    return np.random.default_rng(0).integers(0, 255, (224, 224, 3), dtype=np.uint8)


# -- what it does --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("gate", ["forget", "input", "output"])
@pytest.mark.parametrize("units", [None, (0, 5)])
def test_surgery_with_scale_one_changes_nothing_to_the_last_bit(gate, units):
    assert same(run(Surgery(gate, scale=1.0, units=units)), run())


@pytest.mark.parametrize("attention", [6, None])
def test_with_forget_one_and_input_zero_the_memory_never_changes(attention):
    kept = run(Surgery.never_forget(), Surgery.deaf(), decoder=tiny_decoder(attention))
    assert (kept.gates.cell == kept.gates.start[1]).all()


def test_a_muted_network_shows_nothing_of_its_memory():
    muted = run(Surgery.mute())
    assert not muted.gates.hidden.any()
    assert muted.gates.cell.any()


def test_amnesia_leaves_only_what_was_written_since():
    book = ledger(run(Surgery.amnesia(3), decoder=tiny_decoder(seed=4)))
    assert len(book.labels) > 4
    assert book.at(2)[:3].any()
    for step in range(3, len(book.labels)):
        assert not book.at(step)[:4].any()  # the picture and steps 0 to 2
        assert book.at(step)[4].any()


@pytest.mark.parametrize("cut", [Surgery("forget", clamp=0.3), Surgery("input", scale=0.5), Surgery("output", scale=9)])
def test_it_cuts_the_gate_and_leaves_the_others_of_that_step(cut):
    before, after = run(), run(replace(cut, last=0))
    gate = getattr(before.gates, cut.gate)[0]
    expected = np.full_like(gate, 0.3) if cut.scale is None else np.minimum(gate * np.float32(cut.scale), 1)
    np.testing.assert_array_equal(getattr(after.gates, cut.gate)[0], expected)
    for name in {"forget", "input", "output", "candidate"} - {cut.gate}:
        np.testing.assert_array_equal(getattr(after.gates, name)[0], getattr(before.gates, name)[0])


def test_it_cuts_only_its_units_and_only_its_steps():
    before, after = run(), run(Surgery("input", clamp=0.0, units=(7, 2, 7), first=1, last=2))
    assert (after.gates.input[1:3, [2, 7]] == 0).all()
    assert (np.delete(after.gates.input[1:3], [2, 7], axis=1) > 0).all()
    assert (after.gates.input[3:] > 0).all()
    np.testing.assert_array_equal(after.gates.input[0], before.gates.input[0])


def test_of_two_operations_on_one_gate_the_later_cuts_what_the_earlier_left():
    np.testing.assert_allclose(run(Surgery("forget", clamp=0.8), Surgery("forget", scale=0.5)).gates.forget, 0.4)
    np.testing.assert_allclose(run(Surgery("forget", scale=0.5), Surgery("forget", clamp=0.8)).gates.forget, 0.8)


def test_an_operated_run_keeps_its_own_books():
    after = run(Surgery("forget", scale=0.4), Surgery("output", clamp=0.9, units=(1,)))
    np.testing.assert_allclose(ledger(after).contributions.sum(axis=1), after.gates.cell, atol=1e-5)
    np.testing.assert_allclose(after.gates.hidden, after.gates.output * np.tanh(after.gates.cell), atol=1e-6)


def test_beams_are_operated_on_as_greedy_captions_are():
    decoder, cuts = tiny_decoder(), (Surgery.never_forget(), Surgery.deaf())
    options = Decoding("beam", beam=3, max_words=STEPS - 1, surgery=cuts)
    ((winner, _),) = beam_search(decoder, encode(decoder, grid()), options)
    kept = to_trace(decoder, encode(decoder, grid()), winner, model="", sha256="", mode="beam")
    assert (kept.gates.cell == kept.gates.start[1]).all()


# -- nobody else feels it ------------------------------------------------------------------------------------------


def test_the_network_is_not_touched():
    decoder = tiny_decoder()
    before = [parameter.detach().numpy().tobytes() for parameter in decoder.parameters()]
    first = run(decoder=decoder)
    run(Surgery.never_forget(), Surgery("output", scale=0.1), decoder=decoder)
    assert [parameter.detach().numpy().tobytes() for parameter in decoder.parameters()] == before
    assert same(run(decoder=decoder), first)


def test_pictures_of_one_batch_are_operated_on_as_if_alone():
    cuts = (Surgery("forget", clamp=0.5, units=(1, 3)), Surgery.amnesia(2))
    decoder = tiny_decoder()
    for n in range(3):
        together = run(*cuts, decoder=decoder, pictures=3, n=n)
        encoded = encode(decoder, grid(3)[n : n + 1])
        caption = decode(decoder, encoded, choose_greedily, STEPS, cuts)[0]
        alone = to_trace(decoder, encoded, caption, model="tiny", sha256="0", mode="greedy")
        assert alone.words == together.words
        np.testing.assert_allclose(alone.gates.cell, together.gates.cell, atol=1e-5)


def test_two_visitors_operating_at_once_never_meet(model, noise):
    grid_of = model.encode(noise[None])
    every = [(), (Surgery.never_forget(),), (Surgery.amnesia(1),), (Surgery.deaf(),), (Surgery.mute(),)]
    alone = [model.caption_batch(grid_of, Decoding(surgery=cuts))[0] for cuts in every]
    with ThreadPoolExecutor(5) as visitors:
        wanted = [n % len(every) for n in range(20)]
        runs = visitors.map(lambda n: model.caption_batch(grid_of, Decoding(surgery=every[n]))[0], wanted)
        assert all(same(found, alone[n]) for n, found in zip(wanted, runs, strict=True))


# -- before and after ----------------------------------------------------------------------------------------------


def test_no_operation_changes_no_word(model, noise):
    done = model.operate(noise, Decoding(surgery=(Surgery("forget", scale=1.0),)))
    assert done.before.words == done.after.words == done.forced.words
    assert [part.kind for part in done.aligned] == ["same"]
    np.testing.assert_allclose(done.change, 0, atol=1e-6)
    np.testing.assert_array_equal(*done.memory)


def test_an_operation_tells_what_became_of_every_word(model, noise):
    done = model.operate(noise, Decoding(surgery=(Surgery.mute(),)))
    assert done.before.surgery == ()
    assert done.after.surgery == done.forced.surgery == (Surgery.mute(),)
    assert done.change.shape == (len(done.before.words),)
    assert np.abs(done.change).max() > 0.01
    assert done.forced.words == done.before.words


def test_a_typed_caption_is_operated_on_along_its_own_words(model, noise):
    done = model.operate(noise, Decoding("forced", text="a dog flurbs", surgery=(Surgery.deaf(),)))
    assert done.before.words == done.after.words == done.forced.words
    assert done.forced.unknown == ("flurbs",)
    assert list(np.isnan(done.change)) == [False, False, True, False]


def test_a_caption_that_was_cut_off_is_led_to_where_it_stopped(model, noise):
    done = model.operate(noise, Decoding(max_words=1, surgery=(Surgery.deaf(),)))
    assert len(done.before.words) == 2
    assert done.forced.words == done.before.words


def test_words_are_aligned_by_the_longest_stretches_that_are_the_same():
    found = align(("a", "dog", "runs", "fast", "."), ("a", "red", "dog", "sits", "."))
    assert [(part.kind, part.before, part.after) for part in found] == [
        ("same", (0, 1), (0, 1)),
        ("new", (1, 1), (1, 2)),
        ("same", (1, 2), (2, 3)),
        ("changed", (2, 4), (3, 4)),
        ("same", (4, 5), (4, 5)),
    ]
    assert [part.kind for part in align(("a", "dog"), ("a",))] == ["same", "lost"]


def test_runs_that_do_not_belong_together_are_not_compared():
    one = make_caption_trace()
    for other in (replace(one, sha256="1"), replace(one, words=("a",)), replace(one, surgery=(Surgery.mute(),))):
        with pytest.raises(ValueError, match=r"networks|led along|same surgery"):
            compare(one, one, other)


def test_a_run_of_another_network_cannot_be_operated_on(model, noise):
    foreign = make_caption_trace(model="caption-old")
    with pytest.raises(OptionError, match=r"made by another network \(caption-old, sha256 .* than the one loaded here"):
        model.operate(noise, Decoding(surgery=(Surgery.mute(),)), foreign)


# -- what is refused -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"gate": "candidate", "clamp": 0.5}, "“candidate” cannot be operated on"),
        ({"gate": "forget"}, "Either hold the gate"),
        ({"gate": "forget", "clamp": 1.0, "scale": 1.0}, "Either hold the gate"),
        ({"gate": "forget", "clamp": 1.1}, "between 0"),
        ({"gate": "forget", "clamp": float("nan")}, "between 0"),
        ({"gate": "forget", "scale": -1.0}, "factor between 0"),
        ({"gate": "forget", "scale": float("inf")}, "factor between 0"),
        ({"gate": "forget", "clamp": 1.0, "first": -1}, "begin at 0"),
        ({"gate": "forget", "clamp": 1.0, "first": 3, "last": 2}, "begin at 0"),
        ({"gate": "forget", "clamp": 1.0, "units": ()}, "by their numbers"),
        ({"gate": "forget", "clamp": 1.0, "units": (-1, 3)}, "by their numbers"),
    ],
)
def test_an_operation_out_of_its_range_is_refused_in_one_sentence(wrong, sentence):
    with pytest.raises(OptionError, match=sentence):
        Surgery(**wrong)


@pytest.mark.parametrize(
    ("cut", "sentence"),
    [
        (Surgery.mute((3, UNITS)), "There is no unit 12: this layer has units 0 to 11"),
        (Surgery.amnesia(STEPS), "There is no step 8: the steps of this run are 0 to 7"),
        (Surgery("forget", clamp=0.0, last=99), "There is no step 99"),
    ],
)
def test_a_unit_or_step_that_the_run_does_not_have_is_refused(cut, sentence):
    decoder = tiny_decoder()
    encoded, options = encode(decoder, grid()), Decoding("beam", max_words=STEPS - 1, surgery=(cut,))
    with pytest.raises(OptionError, match=sentence):
        run(cut)
    with pytest.raises(OptionError, match=sentence):
        beam_search(decoder, encoded, options)


def test_operations_are_read_as_they_come_over_the_wire():
    given = [{"gate": "forget", "clamp": 1}, {"gate": "input", "scale": 0.5, "units": [3, 1.0], "first": 1, "last": 2}]
    assert read_surgery(given, UNITS, STEPS) == (
        Surgery("forget", clamp=1.0),
        Surgery("input", scale=0.5, units=(1, 3), first=1, last=2),
    )
    assert read_surgery(None, UNITS, STEPS) == read_surgery([], UNITS, STEPS) == ()
    again = Surgery("output", clamp=0.0, units=(4,), first=2)
    plain = {field.name: getattr(again, field.name) for field in fields(again)}
    assert read_surgery([plain], UNITS, STEPS) == (again,)


@pytest.mark.parametrize(
    "given",
    [
        "mute", 7, {"gate": "forget"}, ["mute"], [{"gate": "forget", "clamp": "1"}], [{"gate": ["forget"], "clamp": 1}],
        [{"gate": "forget", "clamp": 1, "units": "3"}], [{"gate": "forget", "clamp": 1, "units": [1.5]}],
        [{"gate": "forget", "clamp": 1, "units": [True]}], [{"gate": "forget", "clamp": 1, "first": "now"}],
        [{"gate": "forget", "clamp": 1, "last": float("nan")}], [{"gate": "forget", "clamp": 1, "colour": "red"}],
        [{"gate": "forget", "clamp": 1, "units": [12]}], [{"gate": "forget", "clamp": 1, "first": 8}],
        [{"gate": "forget", "clamp": 10**400}], [{"gate": "forget", "clamp": 1, "first": 10**5000}],
        [{"gate": "forget", "clamp": 1, "units": [float("inf")]}],
        [{"gate": "forget", "clamp": 1}] * 9, [{"gate": "forget", "clamp": 1, "units": []}],
    ],
)  # fmt: skip
def test_anything_else_over_the_wire_is_refused_in_one_sentence(given):
    with pytest.raises(OptionError) as refused:
        read_surgery(given, UNITS, STEPS)
    assert str(refused.value).endswith(".")
    assert "\n" not in str(refused.value)


def test_surgery_is_a_value():
    assert Surgery.mute((2, 1)) == Surgery("output", clamp=0.0, units=(1, 2))
    assert len({Decoding(surgery=(Surgery.deaf(),)), Decoding(surgery=(Surgery.deaf(),)), Decoding()}) == 2
    assert torch.is_inference_mode_enabled() is False
