"""The memory lab with the networks that ship: what the page asks of it, and what it is sent."""

import base64
import json
from pathlib import Path

import numpy as np
import pytest

from models.errors import OptionError
from models.options import GradientOptions, ReadingOptions
from models.weights import SHIPPED
from ui.memory.files import FORMATS, save
from ui.memory.payload import pack_reading, pack_task, pack_values
from ui.memory.tab import _measure, _took_line
from ui.memory.tasks import subject_gap
from ui.memory.texts import unreadable_line
from wiring import memory as wiring

WORDS = ["the", "cats", "near", "the", "river", "slept", "because"]


@pytest.fixture(scope="module")
def service():
    return wiring.open_memory()


def test_every_task_ships_scores_whose_intervals_hold_them(service):
    assert set(service.tasks) == {"recall", "copy", "adding", "sentence"}
    for task in service.tasks.values():
        assert task.scores["helped"]
        for by_network in task.scores.values():
            for scores in by_network.values():
                assert (np.diff(scores.T) > 0).all()
                assert (scores.low <= scores.share).all()
                assert (scores.share <= scores.high).all()
                assert (scores.worst <= scores.share + 1e-4).all()
                assert (scores.share <= scores.best + 1e-4).all()
                assert scores.n >= 500


@pytest.mark.parametrize("task", ["recall", "copy", "sentence"])
@pytest.mark.parametrize("T", [2, 20, 60])
def test_a_drawn_sequence_has_the_gap_and_the_subject_that_were_wished_for(service, task, T):
    subject = "cats" if task == "sentence" else "A"
    runs = service.read(ReadingOptions(task, None, T, seed=1, subject=subject))
    assert [run.network for run in runs] == ["rnn", "relu", "gru", "lstm"]
    assert {(run.subject, subject_gap(run), run.labels) for run in runs} == {
        (subject, subject_gap(runs[0]), runs[0].labels)
    }
    assert subject_gap(runs[0]) == max(T, 3 if task == "copy" else 2)
    assert runs[0].targets[runs[0].due] == {"recall": "A", "copy": "A", "sentence": "they"}[task]


def test_a_drawn_copy_is_one_that_the_networks_learnt_from(service):
    (run, *_) = service.read(ReadingOptions("copy", None, 12, seed=4))
    assert run.labels[3:] == ("·",) * 9 + ("→", "·", "·")
    assert run.targets == ("",) * 12 + run.labels[:3]
    (lstm,) = (run for run in service.read(ReadingOptions("copy", None, 12, seed=4)) if run.network == "lstm")
    assert tuple(lstm.choices[best] for best in lstm.answers[12:].argmax(axis=1)) == run.labels[:3]


@pytest.mark.parametrize(
    "options",
    [ReadingOptions("chess", None), ReadingOptions("sentence", ("the", "xylophone")), ReadingOptions("", None)],
)
def test_what_cannot_be_read_is_said_in_one_sentence(service, options):
    with pytest.raises(OptionError, match=r"^[A-Z][^\n]*\.$"):
        service.read(options)


@pytest.mark.parametrize(
    "given", [{"tokens": []}, {"tokens": ["A"] * 1000}, {"tokens": "ABC"}, {"T": 10**6}, {"seed": -1}]
)
def test_a_visitor_cannot_let_it_read_without_bounds(given):
    with pytest.raises(OptionError):
        ReadingOptions.from_wire({"task": "recall", **given})


def test_the_answer_to_the_page_holds_what_the_networks_held(service):
    runs = service.read(ReadingOptions("sentence", tuple(WORDS)))
    packed = json.loads(json.dumps(pack_reading(runs), allow_nan=False))
    assert (packed["labels"], packed["subject"], packed["due"]) == (WORDS, "cats", len(WORDS) - 1)
    assert [answer if answer is None else packed["says"][answer] for answer in packed["right"]] == [None, *["they"] * 6]
    for run in runs:
        sent = packed["networks"][run.network]
        answers = np.frombuffer(base64.b64decode(sent["answers"]), "<f2").reshape(run.answers.shape)
        np.testing.assert_allclose(answers, run.answers, atol=1e-3)
        for name, values in run.values.items():
            kind, text = next(iter(sent["values"][name].items()))
            read = np.frombuffer(base64.b64decode(text), {"half": "<f2", "single": "<f4"}[kind]).reshape(values.shape)
            np.testing.assert_allclose(read, values, rtol=1e-3, atol=1e-3)
    assert len(json.dumps([pack_task(task) for task in service.tasks.values()])) < 20_000


def test_numbers_too_large_for_sixteen_bits_travel_with_more():
    assert set(pack_values(np.array([1.0, -2.0]))) == {"half"}
    assert set(pack_values(np.array([1.0, 1e6]))) == {"single"}


@pytest.mark.parametrize("trained", ["", "sentence"])
def test_gradients_come_network_by_network_with_what_is_said_of_them(service, trained):
    *before, last = _measure(service, {"T": 12, "width": 8, "trained": trained})
    assert [one["count"] for one in before] == [1, 2, 3]
    assert [one["network"] for one in last["curves"]] == ["rnn", "relu", "gru", "lstm"]
    assert all(one["words"].endswith(".") for one in last["curves"])
    assert {one["T"] for one in last["curves"]} == {12}
    json.dumps(last, allow_nan=False)


def test_a_bound_that_is_left_out_is_said_to_be():
    large = {"T": 200, "width": 128, "bound": True}
    assert "The bound is left out" in _took_line(GradientOptions.from_wire(large), 1.0)
    assert "smaller width or T." in _took_line(GradientOptions.from_wire(large), 1.0)
    assert "smaller T." in _took_line(GradientOptions.from_wire({**large, "trained": "recall"}), 1.0)
    assert "left out" not in _took_line(
        GradientOptions.from_wire({**large, "T": 100, "trained": "recall"}), 1.0
    )  # its own width
    assert "left out" not in _took_line(GradientOptions.from_wire({**large, "bound": False}), 1.0)


def test_a_task_without_networks_is_named_and_the_others_work(monkeypatch, tmp_path):
    for name in ("memory-recall", "memory-adding"):
        (tmp_path / name).symlink_to(SHIPPED / name)
    monkeypatch.setattr(wiring, "SHIPPED", tmp_path)
    tasks = wiring.open_memory().tasks
    assert [name for name, task in tasks.items() if task.readable] == ["recall"]
    assert unreadable_line(tasks["recall"]) == ""
    assert "No trained networks of the task “Copy 3 letters”" in unreadable_line(tasks["copy"])
    assert "assets/weights/memory-copy" in unreadable_line(tasks["copy"])
    assert "it reads numbers" in unreadable_line(tasks["adding"])
    assert pack_task(tasks["copy"])["why"] == unreadable_line(tasks["copy"])


def test_only_tasks_with_networks_have_trained_gradients(service):
    with pytest.raises(OptionError, match="No trained networks"):
        list(service.gradients.measure(GradientOptions(("rnn",), trained="chess")))


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize(
    "question",
    [
        {"chapter": "reach", "T": 12, "width": 8},
        {"chapter": "recall", "task": "recall", "way": "alone"},
        {"chapter": "hold", "task": "sentence", "tokens": WORDS, "network": "lstm", "unit": 3},
    ],
)
def test_everything_shown_becomes_a_file(service, question, kind):
    path = Path(save(service, {**question, "kind": kind}))
    assert path.suffix == f".{kind}"
    assert path.stat().st_size > 100


def test_the_numbers_of_the_curves_come_with_seeds_and_intervals(service):
    path = Path(save(service, {"chapter": "recall", "task": "recall", "way": "helped", "kind": "csv"}))
    head, first, *_ = path.read_text().splitlines()
    assert head == "network,T,share,low,high,worst,best,seeds,n"
    told = dict(zip(head.split(","), first.split(","), strict=True))
    scores = service.tasks["recall"].scores["helped"]["rnn"]
    assert (told["network"], int(told["seeds"]), int(told["n"])) == ("rnn", scores.seeds, scores.n)
    assert float(told["worst"]) <= float(told["share"]) <= float(told["best"])


@pytest.mark.parametrize(
    "question",
    [
        {"chapter": "hold", "kind": "exe"},
        {"chapter": "recall", "kind": "csv", "task": "recall", "way": "cheating"},
        {"chapter": "recall", "kind": "csv", "task": "recall", "training": "gone"},
        {"chapter": "hold", "kind": "csv", "task": "sentence", "tokens": WORDS, "unit": 10**6},
        {"chapter": "hold", "kind": "csv", "task": "sentence", "tokens": WORDS, "network": "transformer"},
    ],
)
def test_a_file_of_what_is_not_there_is_refused_in_one_sentence(service, question):
    with pytest.raises(OptionError, match=r"^[A-Z][^\n]*\.$"):
        save(service, question)
