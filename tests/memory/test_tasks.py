"""The tasks of the memory lab: what is asked can be answered from what was read; guessing helps as little as said."""

import numpy as np
import pytest
import torch

from models.errors import OptionError
from models.memory import grammar
from models.memory.tasks import COPIED, IGNORED, TASKS, answer_loss, correct, find_task
from models.memory.tasks import read_sentences as read


def draw(name, T, n=400, seed=0):
    return TASKS[name].draw(T, n, np.random.default_rng(seed))


@pytest.mark.parametrize("name", TASKS)
def test_a_seed_draws_the_same_sequences_again_and_another_seed_draws_others(name):
    assert torch.equal(draw(name, 20).xs, draw(name, 20).xs)
    assert not torch.equal(draw(name, 20).xs, draw(name, 20, seed=1).xs)


@pytest.mark.parametrize("name", TASKS)
@pytest.mark.parametrize("T", [4, 11, 60])
def test_a_sequence_is_as_long_as_its_task_says(name, T):
    task = TASKS[name]
    assert draw(name, T, 7).xs.shape == (T + task.more, 7, task.inputs)
    assert draw(name, task.shortest, 7).xs.shape[0] == task.shortest + task.more


def test_the_first_letter_is_what_has_to_be_recalled():
    batch = draw("recall", 15)
    assert torch.equal(batch.xs[0].argmax(-1), batch.answers[-1])
    assert len(batch.xs) == 16


def test_every_letter_is_copied_exactly_t_steps_after_it_was_read():
    batch = draw("copy", 9)
    tokens = batch.xs.argmax(-1)
    for place in range(COPIED):
        assert torch.equal(batch.answers[9 + place], tokens[place])
    assert (batch.answers[:9] == IGNORED).all()
    assert (tokens[9] == 9).all()  # the mark
    assert (tokens[COPIED:9] == 8).all()  # blanks


def test_the_sum_is_that_of_the_two_marked_numbers_and_both_lie_early():
    batch = draw("adding", 40)
    numbers, marks = batch.xs.unbind(-1)
    assert (marks.sum(0) == 2).all()
    torch.testing.assert_close(batch.answers[-1], 0.5 + (numbers * marks).sum(0) / 4)
    assert (marks[:4].sum(0) >= 1).all()
    assert marks[20:].sum() == 0
    assert batch.answers[:-1].isnan().all()


def test_the_pronoun_is_that_of_the_first_noun_whatever_other_nouns_follow():
    generator = np.random.default_rng(0)
    sentences = [grammar.draw_sentence(25, generator) for _ in range(200)]
    batch = read(sentences)
    for number, words in enumerate(sentences):
        assert grammar.PRONOUNS[batch.answers[-1, number]] == grammar.PRONOUN[words[1]]
        assert (batch.answers[0, number], words[0], words[-1]) == (IGNORED, "the", "because")
        assert len(words) == 27
    misleading = [any(word in grammar.PRONOUN for word in words[2:]) for words in sentences]
    assert np.mean(misleading) > 0.5


def test_the_words_of_a_sentence_all_belong_to_the_grammar_and_none_twice():
    generator = np.random.default_rng(1)
    used = {word for T in (2, 3, 4, 5, 30) for _ in range(300) for word in grammar.draw_sentence(T, generator)}
    assert used == set(grammar.WORDS)
    assert len(set(grammar.WORDS)) == len(grammar.WORDS)


def test_the_words_behind_the_subject_say_nothing_of_it():
    """The commonest last noun, verb or second word of each pronoun tell no more than chance would."""
    generator = np.random.default_rng(2)
    sentences = [grammar.draw_sentence(12, generator) for _ in range(4000)]
    for place in (2, 4, -2):
        counts = {}
        for words in sentences:
            counts.setdefault(words[place], []).append(grammar.PRONOUNS.index(grammar.PRONOUN[words[1]]))
        guessed = sum(np.bincount(answers, minlength=4).max() for answers in counts.values())
        assert guessed / len(sentences) < 0.31


@pytest.mark.parametrize("name", ["recall", "copy", "sentence"])
def test_the_best_blind_guess_is_right_as_often_as_chance_says(name):
    answers = draw(name, 20, 6000).answers[-1]
    assert answers.bincount().max() / len(answers) == pytest.approx(TASKS[name].chance, abs=0.02)


def test_the_best_blind_sum_is_near_as_often_as_chance_says():
    sums = draw("adding", 20, 20000).answers[-1]
    assert ((sums - 0.5).abs() < 0.04).float().mean().item() == pytest.approx(TASKS["adding"].chance, abs=0.01)


@pytest.mark.parametrize("name", TASKS)
def test_perfect_answers_are_all_right_and_cost_nothing(name):
    batch = draw(name, 12)
    if batch.answers.is_floating_point():
        answers = batch.answers.unsqueeze(-1)
    else:
        answers = 100.0 * torch.nn.functional.one_hot(batch.answers.clamp(min=0), TASKS[name].outputs)
    assert correct(answers, batch).all()
    assert correct(answers, batch).shape[0] == batch.due
    assert answer_loss(answers, batch) < 1e-6
    assert not correct(-answers - 1, batch).any()


def test_an_unknown_task_is_refused_with_those_there_are():
    with pytest.raises(OptionError, match="recall, copy, adding, sentence"):
        find_task("juggling")
