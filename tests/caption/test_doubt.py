"""How far a caption is to be believed: more evidence, more belief; nothing named, nothing absent."""

import json
from dataclasses import replace

import numpy as np
import pytest

from models.caption.doubt import DoubtModel, judge, mentioned_things
from models.caption.model import CAPTIONERS, load_captioner
from models.errors import WeightsError
from models.things import THINGS
from models.trace import END
from tests.traces import make_caption_trace

MODEL = DoubtModel((0.5, 0.6, 0.1, 0.4, 0.2), (1.0, 1.2, 0.3), 0.6)


def evidence(**at):
    """No evidence but of these things, each of so much in the upper left cell."""
    found = np.full((196, 80), -6.0)
    for thing, odds in at.items():
        found[0, THINGS.index(thing)] = odds
    return found


def trace(*words, attention=True):
    return make_caption_trace((*words, END), attention)


def test_each_thing_is_told_with_its_step_its_evidence_and_its_presence():
    seen = evidence(dog=9.0)
    (dog, bench) = mentioned_things(trace("a", "puppy", "on", "a", "bench"), seen)
    assert (dog.step, dog.word, dog.label) == (1, "puppy", "dog")
    assert (bench.step, bench.label) == (4, "bench")
    assert dog.evidence.shape == (14, 14)
    assert np.unravel_index(dog.evidence.argmax(), (14, 14)) == (0, 0)
    assert dog.present > 0.9 > 0.1 > bench.present


@pytest.mark.parametrize("attention", [True, False])
def test_more_evidence_is_more_belief_in_the_thing_and_in_the_caption(attention):
    run = trace("a", "dog", "runs", attention=attention)
    before = -1.0
    for odds in (-6.0, 0.0, 4.0, 8.0):
        (dog,), doubt = judge(run, evidence(dog=odds), MODEL)
        assert dog.probability > before or odds == -6.0
        before = dog.probability
        assert 0 < doubt.probability < 1
    assert doubt.probability > judge(run, evidence(), MODEL)[1].probability


def test_a_second_thing_can_only_add_to_the_doubt():
    seen, run = evidence(dog=8.0), trace("a", "dog", "runs")
    also = replace(trace("a", "dog", "cat"), logprobs=run.logprobs)
    assert judge(also, seen, MODEL)[1].probability < judge(run, seen, MODEL)[1].probability


def test_a_caption_that_names_nothing_can_be_judged():
    things, doubt = judge(trace("green", "grass"), evidence(), MODEL)
    assert things == ()
    assert 0 < doubt.probability < 1


def test_below_the_threshold_it_is_doubtful():
    _, doubt = judge(trace("a", "dog", "runs"), evidence(), MODEL)
    assert replace(doubt, probability=0.59).doubtful
    assert not replace(doubt, probability=0.6).doubtful


def test_words_that_are_unknown_do_not_make_the_doubt_no_number():
    run = make_caption_trace(("a", "dog", "flurbs", END), mode="forced", unknown=("flurbs",))
    assert np.isfinite(judge(run, evidence(), MODEL)[1].probability)


@pytest.mark.parametrize("told", [{"thing": 3}, {"thing": [1], "caption": ["x"], "threshold": "much"}])
def test_a_damaged_configuration_is_refused_in_one_sentence(told):
    with pytest.raises(WeightsError, match=r"^[^\n]+\.$"):
        DoubtModel.from_config({"doubt": told})


@pytest.mark.parametrize("name", CAPTIONERS)
def test_every_shipped_captioner_tells_its_doubt(name):
    noise = np.random.default_rng(0).integers(0, 255, (80, 120, 3), dtype=np.uint8)
    model = load_captioner(name)
    run = model.caption(noise)
    assert 0 <= run.doubt.probability <= 1
    assert run.doubt.threshold == model.config["doubt"]["threshold"]
    assert (run.eye is None) == (name == "caption-plain")
    json.dumps(model.config["doubt"]["measured"])
