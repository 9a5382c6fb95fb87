"""Laws of reading data sets: words, boxes, pictures, and the layouts in which they are published."""

import gzip
import io
import json
import tarfile

import numpy as np
import pytest
from PIL import Image

from training.shared.data import DataError, find_dataset, open_pictures, read_examples, tokenize

RED, GREEN, BLUE = (255, 0, 0), (0, 255, 0), (0, 0, 255)


def encoded(colour, size=(8, 6), form="PNG", **options):
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, form, **options)
    return file.getvalue()


def write_tar(path, pictures):
    with tarfile.open(path, "w") as tar:
        for name, content in pictures.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return path


def write_boxes(path, *phrases, name="one.jpg", width=100, height=50):
    told = [{"type": "other", "first_word_index": 0, "boxes": [[0, 0, 10, 10]], **phrase} for phrase in phrases]
    entry = {"name": name, "width": width, "height": height, "phrases": told}
    path.write_bytes(gzip.compress(json.dumps(entry).encode()))
    return path


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


# ---- words ----


def test_words_are_lower_case_letters_digits_and_apostrophes():
    assert tokenize("The dog's BALL , No. 7 -- t-shirt .") == ("the", "dog's", "ball", "no", "7", "t", "shirt")


def test_the_captions_of_a_picture_come_in_the_order_of_their_numbers(tmp_path):
    path = write(tmp_path / "a.tsv", "one.jpg\t1\tA second .\ntwo.jpg\t0\tOther\none.jpg\t0\tA first .\n")
    one, two = read_examples(path)
    assert (one.name, one.captions) == ("one", (("a", "first"), ("a", "second")))
    assert (two.name, two.captions, two.phrases) == ("two", (("other",),), ())


def test_a_caption_without_a_word_is_left_out(tmp_path):
    (one,) = read_examples(write(tmp_path / "a.tsv", "one.jpg\t0\t. !\none.jpg\t1\tA dog\ntwo.jpg\t0\t..\n"))
    assert one.captions == (("a", "dog"),)


def test_flickr8ks_own_form_of_a_caption_line_is_read_too(tmp_path):
    (one,) = read_examples(write(tmp_path / "a.txt", "one.jpg#0\tA dog #1 .\r\n"))
    assert one.captions == (("a", "dog", "1"),)


@pytest.mark.parametrize("line", ["one.jpg A dog", "one.jpg\tzero\tA dog", "one.jpg\t0"])
def test_a_caption_line_of_another_form_is_named_by_its_number(tmp_path, line):
    with pytest.raises(DataError, match=r"Line 2 of .*a\.tsv"):
        read_examples(write(tmp_path / "a.tsv", f"one.jpg\t0\tA dog\n{line}\n"))


def test_a_caption_file_that_is_missing_or_empty_is_named(tmp_path):
    with pytest.raises(DataError, match=r"missing\.tsv cannot be read: No such file"):
        read_examples(tmp_path / "missing.tsv")
    with pytest.raises(DataError, match=r"no caption in .*empty\.tsv"):
        read_examples(write(tmp_path / "empty.tsv", "\n"))


# ---- boxes ----


@pytest.mark.parametrize(
    ("caption", "phrase", "piece", "first", "last"),
    [
        ("A dog runs .", "A dog", 0, 0, 1),
        ("Here , a dog runs .", "a dog", 2, 1, 2),  # a piece with no word before it
        ("A t-shirt on a dog .", "a dog", 3, 4, 5),  # a piece with two words before it
        ("He has a t-shirt .", "a t-shirt", 2, 2, 4),  # a piece with two words in it
        ("Two dogs , a cat", "dogs , a cat", 1, 1, 3),  # a piece with no word in it
    ],
)
def test_a_phrase_lies_at_its_words_wherever_white_space_falls(tmp_path, caption, phrase, piece, first, last):
    captions = write(tmp_path / "a.tsv", f"one.jpg\t0\t{caption}\n")
    boxes = write_boxes(tmp_path / "b.gz", {"caption": caption, "phrase": phrase, "first_word_index": piece})
    (found,) = read_examples(captions, boxes)[0].phrases
    assert (found.first, found.last) == (first, last)
    assert found.words[found.first : found.last + 1] == tokenize(phrase)


def test_boxes_are_fractions_of_the_picture_and_never_outside_of_it(tmp_path):
    captions = write(tmp_path / "a.tsv", "one.jpg\t0\tA dog\n")
    told = {"caption": "A dog", "phrase": "dog", "first_word_index": 1, "boxes": [[10, 10, 50, 30], [90, -5, 120, 25]]}
    (phrase,) = read_examples(captions, write_boxes(tmp_path / "b.gz", told))[0].phrases
    assert phrase.boxes.dtype == np.float32
    np.testing.assert_allclose(phrase.boxes, [[0.1, 0.2, 0.5, 0.6], [0.9, 0.0, 1.0, 0.5]], rtol=1e-6)


def test_a_phrase_knows_its_caption_only_where_all_words_are_the_same(tmp_path):
    captions = write(tmp_path / "a.tsv", "one.jpg\t0\tA cat\none.jpg\t1\ta dog !\n")
    same, differs = {"caption": "A dog .", "phrase": "A dog"}, {"caption": "A dog barks", "phrase": "A dog"}
    phrases = read_examples(captions, write_boxes(tmp_path / "b.gz", same, differs))[0].phrases
    assert [phrase.caption_index for phrase in phrases] == [1, None]


def test_phrases_without_a_word_or_without_a_box_are_left_out(tmp_path):
    captions = write(tmp_path / "a.tsv", "one.jpg\t0\tA dog .\n")
    wordless, boxless = {"caption": "A dog .", "phrase": "."}, {"caption": "A dog .", "phrase": "A dog", "boxes": []}
    flat = {"caption": "A dog .", "phrase": "A dog", "boxes": [[5, 5, 5, 9]]}
    boxes = write_boxes(tmp_path / "b.gz", {**wordless, "first_word_index": 2}, boxless, flat)
    assert read_examples(captions, boxes)[0].phrases == ()


def test_a_phrase_that_is_not_where_the_file_says_is_an_error(tmp_path):
    captions = write(tmp_path / "a.tsv", "one.jpg\t0\tA dog\n")
    boxes = write_boxes(tmp_path / "b.gz", {"caption": "A dog", "phrase": "dog", "first_word_index": 0})
    with pytest.raises(DataError, match='"dog" at word 0 of "A dog"'):
        read_examples(captions, boxes)


@pytest.mark.parametrize("content", [b"no gzip", gzip.compress(b"{"), gzip.compress(b'{"phrases": []}')])
def test_a_box_file_that_cannot_be_read_is_named(tmp_path, content):
    captions = write(tmp_path / "a.tsv", "one.jpg\t0\tA dog\n")
    (tmp_path / "b.gz").write_bytes(content)
    with pytest.raises(DataError, match=r"b\.gz cannot be read"):
        read_examples(captions, tmp_path / "b.gz")


def test_boxes_that_lack_a_part_are_named_by_their_picture(tmp_path):
    captions = write(tmp_path / "a.tsv", "one.jpg\t0\tA dog\n")
    with pytest.raises(DataError, match="The boxes of one cannot be read"):
        read_examples(captions, write_boxes(tmp_path / "b.gz", {"phrase": "A dog"}))


# ---- pictures ----


def test_pictures_are_found_by_name_without_suffix_in_tars_and_folders_alike(tmp_path):
    tar = write_tar(tmp_path / "a.tar", {"x/red.webp": encoded(RED, form="WEBP", lossless=True), "notes.txt": b"hello"})
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "green.png").write_bytes(encoded(GREEN))
    (tmp_path / "more" / "._green.png").write_bytes(b"what another system leaves behind")
    pictures = open_pictures([tar, tmp_path / "more"])
    assert pictures.names == ("red", "green")
    np.testing.assert_array_equal(pictures.load("red"), np.full((224, 224, 3), RED, np.uint8))
    np.testing.assert_array_equal(open_pictures(tmp_path / "more").load("green", 16), np.full((16, 16, 3), GREEN))


def test_all_pictures_come_in_the_order_asked_for_and_each_is_counted(tmp_path):
    colours = {"a": RED, "b": GREEN, "c": BLUE}
    pictures = open_pictures(
        write_tar(tmp_path / "a.tar", {f"{name}.png": encoded(colour) for name, colour in colours.items()})
    )
    counted = []
    found = pictures.load_all(["c", "a", "b", "a"], size=4, done=lambda: counted.append(1))
    assert found.shape == (4, 4, 4, 3)
    assert found.dtype == np.uint8
    np.testing.assert_array_equal(found[:, 0, 0], [BLUE, RED, GREEN, RED])
    assert len(counted) == 4


def test_a_picture_is_stretched_to_the_square_not_cropped(tmp_path):
    wide = Image.new("RGB", (400, 100), RED)
    wide.paste(BLUE, (200, 0, 400, 100))
    wide.save(tmp_path / "wide.png")
    found = open_pictures(tmp_path).load("wide")
    np.testing.assert_array_equal(found[[0, 223], 0], [RED, RED])
    np.testing.assert_array_equal(found[[0, 223], 223], [BLUE, BLUE])


def test_shrinking_averages_so_that_fine_stripes_become_grey(tmp_path):
    stripes = np.zeros((64, 896, 3), np.uint8)
    stripes[:, ::2] = 255
    Image.fromarray(stripes).save(tmp_path / "stripes.png")
    found = open_pictures(tmp_path).load("stripes")
    assert 120 < found[:, 2:-2].min() <= found[:, 2:-2].max() < 135


def test_a_picture_that_is_not_there_or_cannot_be_read_is_named(tmp_path):
    (tmp_path / "bad.jpg").write_bytes(b"text")
    (tmp_path / "cut.png").write_bytes(encoded(RED, size=(300, 300))[:100])
    pictures = open_pictures(tmp_path)
    for name, said in (("bad", "bad cannot be read"), ("cut", "cut cannot be read"), ("gone", "no picture named gone")):
        with pytest.raises(DataError, match=said):
            pictures.load_all([name])


def test_sources_without_pictures_are_named(tmp_path):
    with pytest.raises(DataError, match=r"no file or folder .*gone\.tar"):
        open_pictures(tmp_path / "gone.tar")
    with pytest.raises(DataError, match=r"not a tar|neither a folder nor a tar"):
        open_pictures(write(tmp_path / "a.tar", "text"))
    with pytest.raises(DataError, match="no picture in"):
        open_pictures(write_tar(tmp_path / "b.tar", {"notes.txt": b"hello"}))


# ---- layouts ----


def test_a_split_with_tars_is_found_with_its_boxes(tmp_path):
    write(tmp_path / "train.tsv", "one.jpg\t0\tA dog\ntwo.jpg\t0\tA cat\n")
    write_tar(tmp_path / "train-1.tar", {"one.webp": encoded(RED, form="WEBP")})
    write_tar(tmp_path / "train-2.tar", {"two.webp": encoded(RED, form="WEBP")})
    write_boxes(tmp_path / "boxes-train.jsonl.gz", {"caption": "A dog", "phrase": "A dog"})
    examples, pictures = find_dataset(tmp_path, "train")
    assert [example.name for example in examples] == ["one", "two"]
    assert len(examples[0].phrases) == 1
    assert len(pictures) == 2


@pytest.mark.parametrize("texts", [".", "Flickr8k_text"])
@pytest.mark.parametrize("folder", ["Flickr8k_Dataset", "Flicker8k_Dataset", "Flickr8k_Dataset/Flicker8k_Dataset"])
def test_flickr8k_is_found_as_it_is_published(tmp_path, folder, texts):
    lines = [f"{name}.jpg#{n}\tA dog number {n} ." for name in ("one", "two", "three") for n in range(5)]
    write(tmp_path / texts / "Flickr8k.token.txt", "\n".join([*lines, "gone.jpg.1#0\tA ghost"]))
    write(tmp_path / texts / "Flickr_8k.trainImages.txt", "two.jpg\none.jpg\n")
    write(tmp_path / texts / "Flickr_8k.devImages.txt", "three.jpg\n")
    (tmp_path / folder).mkdir(parents=True)
    for name in ("one", "two", "three"):
        (tmp_path / folder / f"{name}.jpg").write_bytes(encoded(RED, form="JPEG"))
    examples, pictures = find_dataset(tmp_path, "train")
    assert [example.name for example in examples] == ["two", "one"]
    assert examples[0].captions[4] == ("a", "dog", "number", "4")
    assert pictures.load("one").shape == (224, 224, 3)
    assert [example.name for example in find_dataset(tmp_path, "dev")[0]] == ["three"]


def test_coco_is_found_as_it_is_published_and_its_val_side_is_dev(tmp_path):
    for side, name in (("train2017", "000000000009.jpg"), ("val2017", "000000000139.jpg")):
        notes = [{"image_id": 9, "id": 7, "caption": "A second."}, {"image_id": 9, "id": 3, "caption": "A first."}]
        told = {"images": [{"id": 9, "file_name": name}], "annotations": notes}
        write(tmp_path / "annotations" / f"captions_{side}.json", json.dumps(told))
        (tmp_path / side).mkdir()
        (tmp_path / side / name).write_bytes(encoded(RED, form="JPEG"))
    (example,), pictures = find_dataset(tmp_path, "train")
    assert (example.name, example.captions) == ("000000000009", (("a", "first"), ("a", "second")))
    assert example.name in pictures
    assert find_dataset(tmp_path, "dev")[0][0].name == "000000000139"


def test_captioned_pictures_that_are_missing_are_left_out_and_said(tmp_path, caplog):
    write(tmp_path / "dev.tsv", "one.jpg\t0\tA dog\ntwo.jpg\t0\tA cat\nthree.jpg\t0\tA cow\n")
    write_tar(tmp_path / "dev.tar", {"one.png": encoded(RED)})
    examples, _ = find_dataset(tmp_path, "dev")
    assert [example.name for example in examples] == ["one"]
    assert "2 of 3 captioned pictures of dev are not there" in caplog.text


def test_a_folder_with_no_known_layout_says_what_is_looked_for(tmp_path):
    with pytest.raises(DataError, match=r"has no train data.*train\.tsv.*Flickr8k\.token\.txt.*captions_"):
        find_dataset(tmp_path, "train")


def test_captions_whose_pictures_are_elsewhere_are_an_error(tmp_path):
    write(tmp_path / "dev.tsv", "one.jpg\t0\tA dog\n")
    with pytest.raises(DataError, match=r"neither dev\.tar"):
        find_dataset(tmp_path, "dev")
    write_tar(tmp_path / "dev.tar", {"other.png": encoded(RED)})
    with pytest.raises(DataError, match="None of the 1 captioned pictures of dev"):
        find_dataset(tmp_path, "dev")
