"""What a captioner is taught: batches, boxes on the grid, losses against the plainest computation."""

import numpy as np
import pytest
import torch

from models.caption.decoder import Memory
from tests.networks import grid, tiny_captioner
from training.caption.teacher_forcing import IGNORED, LossWeights, lose, make_lesson
from training.caption.views import Views, cell_cover
from training.shared.data import Example, Phrase

SHORT, LONG = ("grass", "dog"), ("a", "dog", "runs", "on", "zebra", "grass")


def example(name="one"):
    phrase = Phrase(" ".join(LONG), LONG, 0, 1, "animals", np.array([[0, 0, 1 / 3, 1 / 3]], np.float32), 1)
    other = Phrase(" ".join(SHORT), SHORT, 1, 1, "animals", np.array([[2 / 3, 0, 1, 1 / 3]], np.float32), 0)
    return Example(name, (SHORT, LONG), (phrase, other))


def lesson_of(*examples):
    return make_lesson(examples, Views.whole(len(examples)), tiny_captioner().vocabulary, side=3)


def test_the_longest_caption_comes_first_and_rare_words_are_read_but_never_said():
    captioner = tiny_captioner()
    lesson = lesson_of(example())
    assert lesson.busy == [2, 2, 2, 1, 1, 1, 1]
    number = captioner.vocabulary.number
    assert lesson.read[0, 0].tolist() == [captioner.vocabulary.start, *map(number, LONG)]
    assert lesson.say[0, 0].tolist() == [*map(number, LONG[:4]), IGNORED, number("grass"), 0]
    assert lesson.read[0, 0, 5] == captioner.vocabulary.unknown
    assert lesson.say[0, 1].tolist() == [*map(number, SHORT), 0] + [IGNORED] * 4


def test_every_word_of_a_boxed_phrase_is_guided_to_its_cells():
    guide = lesson_of(example()).guide
    assert list(zip(guide.picture.tolist(), guide.caption.tolist(), guide.step.tolist(), strict=True)) == [
        (0, 0, 0),
        (0, 0, 1),
        (0, 1, 1),
    ]
    np.testing.assert_allclose(guide.cells[0], [1.0] + [0.0] * 8, atol=1e-6)


@pytest.mark.parametrize("attention", [6, None])
def test_the_loss_is_that_of_the_plainest_loop(attention):
    captioner = tiny_captioner(attention)
    lesson, pictures = lesson_of(example(), example("two")), grid(2)
    loss = lose(captioner, pictures, lesson, LossWeights(smoothing=0.0, coverage=0.0, guidance=0.0))
    nats, inside = [], []
    with torch.no_grad():
        for n in range(2):
            scene = captioner.look(pictures[n : n + 1])
            for words in (LONG, SHORT):
                memory, previous = captioner.begin(scene, 1), captioner.vocabulary.start
                for t, word in enumerate((*words, "<end>")):
                    embedded = captioner.embed(torch.tensor([[previous]]))
                    glance, step = captioner.advance(scene, memory, embedded)
                    memory = Memory(step.hidden, step.cell)
                    logits = captioner.speak(embedded, step.hidden, glance and glance.context)
                    previous = captioner.vocabulary.number(word)
                    if previous != captioner.vocabulary.unknown:
                        nats.append(-logits.log_softmax(-1)[0, 0, previous].item())
                    if glance is not None and t < 2 and (words is LONG or t == 1):
                        cell = 0 if words is LONG else 2
                        inside.append(-np.log(glance.attention[0, 0, cell].item() + 1e-6))
    assert loss.words.item() == pytest.approx(np.mean(nats), abs=1e-4)
    assert loss.total.item() == pytest.approx(loss.words.item(), abs=1e-4)
    assert loss.outside.item() == pytest.approx(np.mean(inside) if attention else 0.0, abs=1e-4)


def test_guidance_pulls_attention_into_the_box():
    captioner = tiny_captioner()
    lesson, pictures = lesson_of(example()), grid()
    learner = torch.optim.Adam(captioner.parameters(), lr=0.02)
    losses = []
    for _ in range(30):
        loss = lose(captioner, pictures, lesson, LossWeights(guidance=1.0))
        learner.zero_grad()
        loss.total.backward()
        learner.step()
        losses.append(loss.outside.item())
    assert losses[-1] < 0.5 * losses[0]


def test_without_guidance_a_box_moves_nothing():
    captioner, boxed, pictures = tiny_captioner(), lesson_of(example()), grid()
    bare = lesson_of(Example("one", (SHORT, LONG), ()))
    weights = LossWeights(guidance=0.0)
    assert (
        lose(captioner, pictures, boxed, weights).total.item() == lose(captioner, pictures, bare, weights).total.item()
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
