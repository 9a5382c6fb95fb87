"""Laws of the way from memory to word: the parts of a logit are all of it."""

import numpy as np
import pytest
import torch

from models.caption.decoding import Decoding, choose_given, choose_greedily, decode, to_trace
from models.caption.logit_attribution import tanh_secant
from models.caption.model import load_captioner
from models.lstm.cell_attribution import ledger
from models.surgery import Surgery
from tests.networks import encode, grid, tiny_decoder


def run(decoder, *surgery, told=None):
    encoded = encode(decoder, grid())
    choose = choose_given([told]) if told else choose_greedily
    caption = decode(decoder, encoded, choose, 8, surgery)[0]
    typed = tuple("word" for _ in told) if told else ()
    return to_trace(decoder, encoded, caption, typed=typed, model="", sha256="", mode="greedy"), encoded, caption


@torch.inference_mode()
def centred_logits(decoder, encoded, caption):
    """The oracle: the network's own logits of the words that were said, less the mean of all words."""
    memory, previous, found = decoder.init_state(encoded, 1), decoder.vocabulary.start, []
    for place in caption.steps:
        word = decoder.embed(torch.tensor([[previous]]))
        hidden = torch.from_numpy(place.record.gates[5][:1])
        attended, _ = decoder.step(encoded, memory, word)
        logits = decoder.logits(word, hidden, attended)[0, 0]
        found.append(float(logits[place.word] - logits.mean()) if place.word < len(logits) else np.nan)
        memory, previous = type(memory)(hidden, torch.from_numpy(place.record.gates[4][:1])), place.word
    return found


@pytest.mark.parametrize("attention", [6, None])
@pytest.mark.parametrize("cuts", [(), (Surgery("forget", scale=0.5), Surgery("output", clamp=0.7, units=(2,)))])
def test_the_parts_sum_to_the_logit_less_the_mean_of_all_words(attention, cuts):
    decoder = tiny_decoder(attention)
    trace, encoded, caption = run(decoder, *cuts)
    np.testing.assert_allclose(trace.parts.total, centred_logits(decoder, encoded, caption), atol=1e-4)


@torch.inference_mode()
@pytest.mark.parametrize("name", ["caption-attention", "caption-plain"])
def test_the_parts_of_a_shipped_captioner_sum_to_its_own_logits(name):
    model = load_captioner(name)
    noise = np.random.default_rng(1).integers(0, 255, (1, 224, 224, 3), dtype=np.uint8)
    pixels = model.encode(noise)
    encoded = model.decoder.project_keys(pixels, model.encoder.evidence(pixels))
    caption = decode(model.decoder, encoded, choose_greedily, 15)[0]
    trace = to_trace(model.decoder, encoded, caption, model=name, sha256="", mode="greedy")
    np.testing.assert_allclose(trace.parts.total, centred_logits(model.decoder, encoded, caption), atol=1e-4)


def test_the_memory_s_part_is_split_as_the_ledger_splits_the_memory():
    decoder = tiny_decoder()
    trace, _, caption = run(decoder)
    memory, book = trace.parts.memory, ledger(trace)
    assert memory.shape == (len(trace.words), len(trace.words) + 1)
    assert not memory[np.triu_indices(len(trace.words), k=2, m=len(trace.words) + 1)].any()
    weight = decoder.output_rows - decoder.output_rows.mean(dim=0)
    through = (weight @ decoder.hidden_to_output.weight).detach().numpy()
    for step, place in enumerate(caption.steps):
        shown = trace.gates.output[step] * np.tanh(trace.gates.cell[step]) / trace.gates.cell[step]
        np.testing.assert_allclose(memory[step], book.at(step) @ (shown * through[place.word]), atol=1e-4)


def test_a_network_that_never_looks_again_has_no_part_from_looking():
    trace, _, _ = run(tiny_decoder(None))
    assert not trace.parts.context.any()
    assert run(tiny_decoder(6))[0].parts.context.any()


def test_after_amnesia_the_picture_has_no_part_through_the_memory():
    parts = run(tiny_decoder(seed=4), Surgery.amnesia(2))[0].parts
    assert parts.memory[:2, 0].all()
    assert not parts.memory[2:, :3].any()


def test_a_muted_memory_has_no_part_at_all():
    assert not run(tiny_decoder(), Surgery.mute())[0].parts.memory.any()


def test_a_word_outside_the_vocabulary_has_no_parts():
    decoder = tiny_decoder()
    parts = run(decoder, told=[1, decoder.vocabulary.unknown, 3])[0].parts
    assert list(np.isnan(parts.total)) == [False, True, False, False]
    assert list(np.isnan(parts.memory).all(axis=1)) == [False, True, False, False]


def test_an_empty_cell_shows_all_of_the_little_that_it_holds():
    np.testing.assert_allclose(
        tanh_secant(np.float32([0.0, 1e-30, 1.0, -1.0, 50.0])), [1, 1, np.tanh(1), np.tanh(1), 0.02]
    )


def test_the_parts_are_in_every_caption_that_is_made():
    model = load_captioner("caption-attention")
    blank = model.encode(np.zeros((1, 224, 224, 3), np.uint8))
    for options in (Decoding(), Decoding("beam", beam=2), Decoding("sample"), Decoding("forced", text="a dog flurbs")):
        trace = model.caption_batch(blank, options)[0]
        assert trace.parts.memory.shape == (len(trace.words), len(trace.words) + 1)
