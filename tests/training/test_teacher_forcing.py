"""What a captioner is taught: batches, boxes on the grid, losses against the plainest computation."""

import numpy as np
import pytest
import torch

from models.caption.decoder import LSTMState
from tests.networks import encode, grid, tiny_decoder
from training.caption.teacher_forcing import IGNORED, LossWeights, caption_loss, make_batch
from training.caption.views import Views, cell_cover
from training.shared.data import Example, Phrase

SHORT, LONG = ("grass", "dog"), ("a", "dog", "runs", "on", "zebra", "grass")


def example(name="one"):
    phrase = Phrase(" ".join(LONG), LONG, 0, 1, "animals", np.array([[0, 0, 1 / 3, 1 / 3]], np.float32), 1)
    other = Phrase(" ".join(SHORT), SHORT, 1, 1, "animals", np.array([[2 / 3, 0, 1, 1 / 3]], np.float32), 0)
    return Example(name, (SHORT, LONG), (phrase, other))


def batch_of(*examples):
    return make_batch(examples, Views.whole(len(examples)), tiny_decoder().vocabulary, side=3)


def test_the_longest_caption_comes_first_and_rare_words_are_read_but_never_said():
    decoder = tiny_decoder()
    batch = batch_of(example())
    assert batch.active == [2, 2, 2, 1, 1, 1, 1]
    number = decoder.vocabulary.number
    assert batch.inputs[0, 0].tolist() == [decoder.vocabulary.start, *map(number, LONG)]
    assert batch.targets[0, 0].tolist() == [*map(number, LONG[:4]), IGNORED, number("grass"), 0]
    assert batch.inputs[0, 0, 5] == decoder.vocabulary.unknown
    assert batch.targets[0, 1].tolist() == [*map(number, SHORT), 0] + [IGNORED] * 4


def test_every_word_of_a_boxed_phrase_is_guided_to_its_cells():
    guided = batch_of(example()).guided
    assert list(zip(guided.picture.tolist(), guided.caption.tolist(), guided.step.tolist(), strict=True)) == [
        (0, 0, 0),
        (0, 0, 1),
        (0, 1, 1),
    ]
    np.testing.assert_allclose(guided.cells[0], [1.0] + [0.0] * 8, atol=1e-6)
    assert guided.weight.tolist() == [0.25, 1.0, 1.0]  # the last word of a phrase counts most


@pytest.mark.parametrize("attention", [6, None])
def test_the_loss_is_that_of_the_plainest_loop(attention):
    decoder = tiny_decoder(attention)
    batch, pictures = batch_of(example(), example("two")), grid(2)
    loss = caption_loss(
        decoder, encode(decoder, pictures), batch, LossWeights(smoothing=0.0, coverage=0.0, guidance=0.0)
    )
    nats, inside = [], []
    with torch.no_grad():
        for n in range(2):
            encoded = encode(decoder, pictures[n : n + 1])
            for words in (LONG, SHORT):
                state, previous = decoder.init_state(encoded, 1), decoder.vocabulary.start
                for t, word in enumerate((*words, "<end>")):
                    embedded = decoder.embed(torch.tensor([[previous]]))
                    attended, step = decoder.step(encoded, state, embedded)
                    state = LSTMState(step.hidden, step.cell)
                    logits = decoder.logits(embedded, step.hidden, attended)
                    previous = decoder.vocabulary.number(word)
                    if previous != decoder.vocabulary.unknown:
                        nats.append(-logits.log_softmax(-1)[0, 0, previous].item())
                    if attended is not None and t < 2 and (words is LONG or t == 1):
                        cell = 0 if words is LONG else 2
                        share = attended.attention[0, 0, cell].item()
                        inside.append((1.0 if t == 1 else 0.25, -np.log(share + 1e-6)))
    assert loss.words.item() == pytest.approx(np.mean(nats), abs=1e-4)
    assert loss.total.item() == pytest.approx(loss.words.item(), abs=1e-4)
    expected = np.average([nats for _, nats in inside], weights=[weight for weight, _ in inside]) if attention else 0.0
    assert loss.outside.item() == pytest.approx(expected, abs=1e-2)


def test_guidance_pulls_attention_into_the_box():
    decoder = tiny_decoder()
    batch, pictures = batch_of(example()), grid()
    learner = torch.optim.Adam(decoder.parameters(), lr=0.02)
    losses = []
    for _ in range(30):
        loss = caption_loss(decoder, encode(decoder, pictures), batch, LossWeights(guidance=1.0))
        learner.zero_grad()
        loss.total.backward()
        learner.step()
        losses.append(loss.outside.item())
    assert losses[-1] < 0.5 * losses[0]


def test_without_guidance_a_box_moves_nothing():
    decoder, boxed, pictures = tiny_decoder(), batch_of(example()), grid()
    bare = batch_of(Example("one", (SHORT, LONG), ()))
    weights = LossWeights(guidance=0.0)
    assert (
        caption_loss(decoder, encode(decoder, pictures), boxed, weights).total.item()
        == caption_loss(decoder, encode(decoder, pictures), bare, weights).total.item()
    )


def test_boxes_follow_the_picture_into_every_view():
    """A bright patch lies, in the view, where its box is said to lie."""
    views = Views.random(12, np.random.default_rng(0))
    box = np.array([[0.45, 0.3, 0.65, 0.55]])
    pictures = torch.zeros(12, 3, 200, 200)
    pictures[:, :, 60:110, 90:130] = 1.0
    seen = views.pictures(pictures)[:, 0]
    for n in range(12):
        rows, columns = (seen[n] > 0.4).nonzero().T
        x1, y1, x2, y2 = views.boxes(n, box)[0] * 200
        found = [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]
        np.testing.assert_allclose([edge.item() for edge in found], [x1, y1, x2, y2], atol=1.6)
    assert views.mirrored.any()
    assert not views.mirrored.all()


def test_cells_are_covered_by_as_much_as_the_box_covers():
    cover = cell_cover(np.array([[0.25, 0.0, 1.0, 0.5]]), side=2).reshape(2, 2)
    np.testing.assert_allclose(cover, [[0.5, 1.0], [0.0, 0.0]])
