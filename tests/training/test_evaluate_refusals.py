"""What goes wrong in `python -m training.evaluate caption` ends with one sentence and status 2."""

import gzip

import pytest

import models
from models.errors import WeightsError
from tests.training.parrot import ask, boxes_of


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
