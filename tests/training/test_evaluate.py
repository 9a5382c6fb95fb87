"""Laws of `python -m training.evaluate caption`, on made-up pictures and a network that says what it is told to."""

import gzip
import io
import json
import tarfile

import numpy as np
import pytest
from PIL import Image

import models
from models.caption.decoding import Decoding
from models.errors import WeightsError
from models.trace import END
from tests.traces import make_caption_trace
from training import evaluate
from training.caption import evaluate as evaluate_caption
from training.shared import scores

SAID = {  # a picture's colour is its number: that is all the network below sees
    "one": "a brown dog runs in the grass",
    "two": "two red boats on a lake",
    "three": "a man in a hat sits down",
}
NAMES = list(SAID)


class Parrot:
    """Knows each picture by its colour and says `SAID` of it; looks at row n, column t of the grid at step t."""

    def __init__(self, attention=True):
        self.attention = attention
        self.options = []
        self.forced = []
        self.batches = []

    def encode(self, pictures):
        assert pictures.dtype == np.uint8
        assert pictures.shape[1:] == (224, 224, 3)
        self.batches.append(len(pictures))
        return np.rint(pictures[:, 0, 0, 0] / 50).astype(int)

    def caption_batch(self, grid, options):
        self.options.append(options)
        return [
            make_caption_trace((*SAID[NAMES[n]].split(), END), self.attention, seed=int(n), mode="beam") for n in grid
        ]

    def force_batch(self, grid, captions):
        self.forced += captions
        return [[self._diagonal(n, len(words)) for words in those] for n, those in zip(grid, captions, strict=True)]

    def _diagonal(self, row, steps):
        attention = np.zeros((steps + 1, 14, 14), np.float32)
        attention[np.arange(steps + 1), row, np.arange(steps + 1)] = 1
        return attention


@pytest.fixture
def parrot(monkeypatch):
    return teach(monkeypatch, Parrot())


def teach(monkeypatch, network):
    monkeypatch.setitem(vars(models), "load_captioner", lambda name, device: network)
    monkeypatch.setattr(scores.shutil, "which", lambda _: None)  # no Java: METEOR takes seconds to start
    return network


@pytest.fixture
def files(tmp_path):
    """A tar of three pictures, their captions, and one boxed phrase each at row n, column 2 of the grid."""
    with tarfile.open(tmp_path / "dev.tar", "w") as tar:
        for n, name in enumerate(NAMES):
            file = io.BytesIO()
            Image.new("RGB", (8, 8), (50 * n, 0, 0)).save(file, "WEBP", lossless=True)
            member = tarfile.TarInfo(f"{name}.webp")
            member.size = file.tell()
            file.seek(0)
            tar.addfile(member, file)
    lines = [
        f"{name}.jpg\t{n}\t{text} ." for name, caption in SAID.items() for n, text in enumerate((caption, "so it is"))
    ]
    (tmp_path / "dev.tsv").write_text("\n".join(lines))
    (tmp_path / "boxes.gz").write_bytes(gzip.compress("\n".join(map(boxes_of, range(3))).encode()))
    return tmp_path


def boxes_of(n):
    words = SAID[NAMES[n]].split()
    box = [20, 10 * n, 30, 10 * n + 10]
    phrase = {"caption": f"{SAID[NAMES[n]]} .", "phrase": " ".join(words[1:3]), "first_word_index": 1}
    told = {**phrase, "type": ["animals", "other", "people"][n], "boxes": [box]}
    return json.dumps({"name": f"{NAMES[n]}.jpg", "width": 140, "height": 140, "phrases": [told]})


def ask(capsys, files, *more, **changed):
    """Run the command; its status, what it printed, and what it said on the standard error."""
    given = {"weights": "parrot", "pictures": files / "dev.tar", "captions": files / "dev.tsv", **changed}
    arguments = [part for name, value in given.items() for part in (f"--{name}", str(value))]
    status = evaluate.main(["caption", *arguments, *more])
    printed = capsys.readouterr()
    return status, printed.out, printed.err


def answer(capsys, files, *more, **changed):
    status, out, _ = ask(capsys, files, *more, **changed)
    assert status == 0
    assert out.endswith("}\n")
    assert out.count("\n") == 1
    return json.loads(out)


def test_one_json_line_tells_scores_and_settings(parrot, files, capsys):
    found = answer(capsys, files, "--beam", "3", "--length-norm", "0.5")
    assert {name: found[name] for name in ("bleu_1", "bleu_4", "rouge_l")} == {
        "bleu_1": 100,
        "bleu_4": 100,
        "rouge_l": 100,
    }
    assert found["cider"] > 1
    assert (found["n"], found["weights"]) == (3, "parrot")
    assert len(found["sha256"]) == 64
    assert found["ms_per_picture"] >= 0
    assert found["scorer"] == {
        "library": scores.SCORER,
        "tokenizer": "[a-z0-9']+ of lower case",
        "beam": 3,
        "length_norm": 0.5,
        "max_words": 20,
    }
    assert "pointing" not in found
    assert parrot.options == [Decoding("beam", beam=3, length_norm=0.5)]


def test_beams_are_five_wide_unless_told_otherwise(parrot, files, capsys):
    assert answer(capsys, files)["scorer"]["beam"] == 5


def test_pictures_are_captioned_several_at_once_and_none_is_mixed_up(parrot, files, capsys, monkeypatch):
    monkeypatch.setattr(evaluate_caption, "PICTURES_AT_ONCE", 2)
    found = answer(capsys, files, boxes=files / "boxes.gz")
    assert parrot.batches == [2, 1]
    assert (found["bleu_4"], found["pointing"]) == (100, 100)


def test_a_folder_of_pictures_serves_as_well_as_a_tar(parrot, files, capsys):
    (files / "dev").mkdir()
    with tarfile.open(files / "dev.tar") as tar:
        for member in tar:
            (files / "dev" / member.name).write_bytes(tar.extractfile(member).read())
    assert answer(capsys, files, pictures=files / "dev")["bleu_4"] == 100


def test_a_limit_takes_the_first_pictures_of_the_caption_file(parrot, files, capsys):
    found = answer(capsys, files, limit=2, boxes=files / "boxes.gz")
    assert (found["n"], found["phrases"]) == (2, 2)


def test_pictures_that_are_missing_are_not_scored_and_said(parrot, files, capsys, caplog):
    with (files / "dev.tsv").open("a") as file:
        file.write("\nfour.jpg\t0\ta fourth")
    assert answer(capsys, files)["n"] == 3
    assert "3 of the 4 captioned pictures are there" in caplog.text


def test_pointing_is_judged_at_the_last_word_of_each_phrase(parrot, files, capsys):
    found = answer(capsys, files, boxes=files / "boxes.gz")
    assert (found["pointing"], found["inside"], found["phrases"]) == (100, 1, 3)
    assert (found["pointing_centre"], found["inside_uniform"]) == (0, round(1 / 196, 4))
    assert set(found["by_type"]) == {"animals", "other", "people"}
    assert found["by_type"]["people"]["phrases"] == 1


def test_a_network_that_looks_elsewhere_points_wrong(parrot, files, capsys, monkeypatch):
    monkeypatch.setattr(Parrot, "_diagonal", lambda self, row, steps: np.eye(14)[None].repeat(steps, 0) / 14)
    found = answer(capsys, files, boxes=files / "boxes.gz")
    assert found["pointing"] == 0  # the strongest of equal cells is the first
    assert found["inside"] == round(1 / 14 / 3, 4)  # only picture "three" has its box on the diagonal


def test_a_caption_with_several_phrases_is_forced_once(parrot, files, capsys):
    entry = json.loads(boxes_of(0))
    entry["phrases"] += [{**entry["phrases"][0], "phrase": "grass", "first_word_index": 6}] * 2
    (files / "boxes.gz").write_bytes(gzip.compress(json.dumps(entry).encode()))
    assert answer(capsys, files, boxes=files / "boxes.gz")["phrases"] == 3
    assert parrot.forced == [[tuple(SAID["one"].split())], [], []]


def test_each_phrase_is_judged_in_its_own_caption(parrot, files, capsys):
    entry = json.loads(boxes_of(0))
    text = "on a green field there is a very happy dog"  # longer than the picture's other caption
    entry["phrases"].append({**entry["phrases"][0], "caption": text, "phrase": "dog", "first_word_index": 9})
    entry["phrases"][1].update(type="other", boxes=[[90, 0, 100, 10]])  # column 9
    (files / "boxes.gz").write_bytes(gzip.compress(json.dumps(entry).encode()))
    found = answer(capsys, files, boxes=files / "boxes.gz")["by_type"]
    assert (found["animals"]["pointing"], found["other"]["pointing"]) == (100, 100)


def test_a_network_that_never_looks_is_scored_beside_the_baselines(files, capsys, monkeypatch):
    teach(monkeypatch, Parrot(attention=False))
    found = answer(capsys, files, boxes=files / "boxes.gz")
    assert (found["attention_jsd"], found["pointing"], found["inside"]) == (None, None, None)
    assert (found["pointing_centre"], found["phrases"]) == (0, 3)


def test_the_step_that_ends_a_caption_does_not_count_as_a_look(parrot, files, capsys):
    traces = [
        make_caption_trace((*caption.split(), END), seed=n, mode="beam") for n, caption in enumerate(SAID.values())
    ]
    words = np.concatenate([scores.attention_distances(trace.attention[:-1]) for trace in traces])
    assert answer(capsys, files)["attention_jsd"] == pytest.approx(words.mean(), abs=1e-4)


# ---- what goes wrong ends with one sentence and status 2 ----


def refused(capsys, files, *more, **changed):
    status, out, err = ask(capsys, files, *more, **changed)
    assert (status, out) == (2, "")
    assert err.count("\n") == 1
    assert "Traceback" not in err
    return err


def test_files_that_are_missing_or_unreadable_are_named(parrot, files, capsys):
    assert "gone.tsv cannot be read" in refused(capsys, files, captions=files / "gone.tsv")
    assert "gone.tar" in refused(capsys, files, pictures=files / "gone.tar")
    assert "dev.tsv cannot be read as a box file" in refused(capsys, files, boxes=files / "dev.tsv")
    assert "dev.tar cannot be read" in refused(capsys, files, captions=files / "dev.tar")


def test_captions_of_other_pictures_are_refused(parrot, files, capsys):
    (files / "other.tsv").write_text("four.jpg\t0\ta fourth")
    assert "No picture in" in refused(capsys, files, captions=files / "other.tsv")


def test_boxes_of_other_pictures_are_refused(parrot, files, capsys):
    (files / "boxes.gz").write_bytes(gzip.compress(boxes_of(0).replace("one", "four").encode()))
    assert "None of the pictures has a phrase with boxes" in refused(capsys, files, boxes=files / "boxes.gz")


def test_a_picture_that_cannot_be_read_is_named(parrot, files, capsys):
    (files / "one.jpg").write_bytes(b"text")
    assert "The picture one cannot be read" in refused(capsys, files, pictures=files)


def test_weights_that_are_unknown_are_refused_with_their_own_sentence(parrot, files, capsys, monkeypatch):
    def unknown(name, device):
        raise WeightsError(f"There are no weights called {name}.")

    monkeypatch.setitem(vars(models), "load_captioner", unknown)
    assert refused(capsys, files, weights="nobody") == "There are no weights called nobody.\n"


def test_a_beam_wider_than_there_is_is_refused(parrot, files, capsys):
    assert "beam" in refused(capsys, files, "--beam", "11")


@pytest.mark.parametrize("limit", ["0", "-1", "some"])
def test_a_limit_below_one_is_refused(parrot, files, capsys, limit):
    with pytest.raises(SystemExit) as stop:
        ask(capsys, files, limit=limit)
    assert stop.value.code == 2
    assert "whole number above 0" in capsys.readouterr().err


# ---- ordinary photographs ----


def world(capsys, files, *more):
    command = ["world", "--weights", "parrot", "--pictures", str(files / "dev.tar"), "--objects", *more]
    assert evaluate.main([str(part) for part in command]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    return json.loads(line)


def test_what_is_true_of_captions_is_told_in_one_line(parrot, files, capsys):
    (files / "objects.tsv").write_text("one.jpg\tdog\ntwo.jpg\tcar\nthree.jpg\tperson,tie\n")
    found = world(capsys, files, files / "objects.tsv", "--captions", files / "dev.tsv")
    assert found["chair_i"] == pytest.approx(100 / 3, abs=1e-3)  # dog, boat, person: no boat is there
    assert found["names_a_thing"] == pytest.approx(100 / 3, abs=1e-3)
    assert found["recall"] == pytest.approx(50.0)
    assert (found["n"], found["cider_n"]) == (3, 3)
    assert found["doubt_auroc"] == 0.5  # made-up doubts are all alike
    assert {"cider", "weights", "sha256", "scorer"} <= set(found)


def test_captions_may_be_of_other_pictures_than_objects(parrot, files, capsys):
    (files / "objects.tsv").write_text("one.jpg\tdog\n")
    found = world(capsys, files, files / "objects.tsv", "--captions", files / "dev.tsv")
    assert (found["n"], found["cider_n"]) == (1, 3)
    assert "cider" not in world(capsys, files, files / "objects.tsv")


def test_an_object_file_that_is_none_is_refused_in_one_sentence(parrot, files, capsys):
    (files / "objects.tsv").write_text("one.jpg\tunicorn\n")
    assert (
        evaluate.main(
            ["world", "--weights", "x", "--pictures", str(files / "dev.tar"), "--objects", str(files / "objects.tsv")]
        )
        == 2
    )
    assert capsys.readouterr().err.count("\n") == 1
