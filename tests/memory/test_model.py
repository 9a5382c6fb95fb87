"""The memory lab's shipped networks do what their configuration says."""

from dataclasses import asdict

import pytest

from models import memory
from models.errors import WeightsError
from models.memory import KINDS, load_trained
from models.memory.carrier import find_carrier, subject_swaps
from models.memory.scores import accuracy, score_batches
from models.memory.tasks import TASKS
from models.weights import SHIPPED

SHIPS = [name for name in TASKS if (SHIPPED / f"memory-{name}").is_dir()]
OTHER_SEED = 99  # than that of the stated scores


@pytest.fixture(scope="module")
def trained():
    return {name: load_trained(name) for name in SHIPS}


def test_recall_and_the_sentence_ship_and_all_of_the_lab_takes_less_than_five_megabytes():
    assert {"recall", "sentence"} <= set(SHIPS)
    assert sum(path.stat().st_size for path in SHIPPED.glob("memory-*/*")) < 5e6


@pytest.mark.parametrize("name", SHIPS)
def test_stated_accuracies_hold_on_other_sequences(trained, name):
    scores = trained[name].config["scores"]
    T = 20
    for kind in KINDS:
        found = accuracy(trained[name].network(kind), score_batches(TASKS[name], T, 400, OTHER_SEED))
        stated = scores["helped"][kind][str(T)]["seeds"][0]  # the one that ships
        assert found["low"] - 0.02 <= stated <= found["high"] + 0.02


def test_asked_a_hundred_steps_later_the_lstm_knows_the_letter_and_the_tanh_network_is_near_chance(trained):
    batches = score_batches(TASKS["recall"], 100, 500, OTHER_SEED)
    assert accuracy(trained["recall"].network("lstm", T=100), batches)["share"] >= 0.99
    assert accuracy(trained["recall"].network("rnn", T=100), batches)["share"] < 0.3


@pytest.mark.parametrize("name", SHIPS)
def test_the_seeds_of_a_network_are_told_and_add_up_to_its_share(trained, name):
    scores = trained[name].config["scores"]
    for way, least in (
        ("alone", 5 if name == "recall" else 3),
        ("orthogonal", 5),
        ("helped", 3 if name == "recall" else 1),
    ):
        for by_length in scores[way].values():
            for found in by_length.values():
                assert len(found["seeds"]) >= least
                assert found["n"] % (1000 * len(found["seeds"])) == 0
                assert found["share"] == pytest.approx(sum(found["seeds"]) / len(found["seeds"]), abs=2e-4)
                assert found["low"] <= found["share"] <= found["high"]


def test_alone_at_a_hundred_steps_every_seed_of_the_lstm_learns_and_the_usual_tanh_network_stays_near_chance(trained):
    alone = trained["recall"].config["scores"]["alone"]
    assert min(alone["lstm"]["100"]["seeds"]) >= 0.99
    assert alone["rnn"]["100"]["low"] < 1 / 8 < alone["rnn"]["100"]["high"]  # blind guessing
    assert all(how["steps"] <= 5000 for how in trained["recall"].config["networks"].values())


@pytest.mark.parametrize("name", SHIPS)
def test_where_a_network_falls_is_what_its_scores_say(trained, name):
    scores = trained[name].config["scores"]
    for way in ("alone", "orthogonal", "helped"):
        for kind in KINDS:
            below = [int(T) for T, found in scores[way][kind].items() if found["share"] < 0.75]
            assert scores["falls"][way][kind] == (min(below) if below else None)


def test_the_subject_that_is_edited_flips_the_answer(trained):
    right, n = subject_swaps(trained["sentence"].network("lstm"), 300, 20, OTHER_SEED)
    assert right / n >= 0.95
    words = ["the", "cat", "with", "the", "women", "near", "the", "old", "house", "slept", "because"]
    said = {}
    for subject in ("cat", "cats", "king", "queen"):
        run = memory.run(trained["sentence"], "lstm", [words[0], subject, *words[2:]])
        said[subject] = run.choices[run.answers[-1].argmax()]
        assert said[subject] == run.targets[-1]
    assert set(said.values()) == {"it", "they", "he", "she"}


def test_the_carrier_is_found_again_by_measuring_anew(trained):
    stated = trained["sentence"].carrier("lstm")
    assert asdict(find_carrier(trained["sentence"].network("lstm"))) == pytest.approx(asdict(stated), abs=1e-3)
    assert stated.p <= 0.01
    assert abs(stated.correlation) > 0.5


def test_weights_of_another_task_are_refused():
    with pytest.raises(WeightsError, match="does not hold networks"):
        load_trained("copy", str(SHIPPED / "memory-recall"))
