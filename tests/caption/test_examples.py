"""Laws of the pictures that ship: small, credited, described, and honest about what the networks cannot know."""

import json
from pathlib import Path

import pytest
from PIL import Image

FOLDER = Path(__file__).resolve().parents[2] / "assets" / "examples"
EXAMPLES = json.loads((FOLDER / "examples.json").read_text(encoding="utf-8"))
each_example = pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["file"])


def test_every_picture_is_listed_and_every_listed_picture_is_there():
    assert sorted(example["file"] for example in EXAMPLES) == sorted(path.name for path in FOLDER.glob("*.jpg"))


def test_all_examples_together_are_small():
    assert sum(path.stat().st_size for path in FOLDER.glob("*.jpg")) <= 1_200_000


def test_some_pictures_are_there_to_show_where_the_networks_go_wrong():
    assert {bool(example.get("why")) for example in EXAMPLES} == {True, False}


@each_example
def test_a_picture_is_a_plain_photograph_of_moderate_size(example):
    with Image.open(FOLDER / example["file"]) as picture:
        assert (picture.format, picture.mode) == ("JPEG", "RGB")
        assert max(picture.size) <= 800


@each_example
def test_a_picture_is_credited_in_both_places(example):
    author = example["credit"].split(",")[0]
    row = next(
        line for line in (FOLDER / "CREDITS.md").read_text("utf-8").splitlines() if f"`{example['file']}`" in line
    )
    assert author in row


@each_example
def test_a_picture_is_described_in_a_sentence(example):
    assert len(example["alt"]) >= 40
    assert example["alt"].endswith(".")


@each_example
def test_why_the_networks_go_wrong_is_told_in_sentences(example):
    assert example.get("why", ".").endswith(".")


@each_example
def test_what_people_said_is_five_captions_at_most(example):
    people = example.get("people", [])
    assert len(people) <= 5
    assert all(isinstance(said, str) and said.strip() == said != "" for said in people)
