"""COCO's 80 things and the words that name them: what a caption says is in the picture.

The things are those of COCO (Lin et al. 2014, arXiv 1405.0312); plural forms and other names follow the idea of the
list of synonyms behind CHAIR (Rohrbach et al. 2018, arXiv 1809.02156). No torch.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

NAMES: dict[str, tuple[str, ...]] = {
    "person": (
        "person",
        "people",
        "man",
        "woman",
        "men",
        "women",
        "boy",
        "boys",
        "girl",
        "girls",
        "child",
        "children",
        "kid",
        "kids",
        "baby",
        "babies",
        "guy",
        "guys",
        "lady",
        "ladies",
        "persons",
        "adult",
        "adults",
        "toddler",
        "player",
        "players",
        "skateboarder",
        "surfer",
        "skier",
        "snowboarder",
        "biker",
        "bicyclist",
        "cyclist",
        "rider",
        "climber",
        "toddlers",
        "teenager",
        "teenagers",
        "teens",
        "gentleman",
        "couple",
    ),
    "bicycle": ("bicycle", "bicycles", "bike", "bikes"),
    "car": ("car", "cars", "suv", "taxi", "cab", "jeep", "minivan", "sedan"),
    "motorcycle": ("motorcycle", "motorcycles", "motorbike", "motorbikes", "moped", "mopeds", "dirtbike"),
    "airplane": ("airplane", "airplanes", "plane", "planes", "jet", "jets", "aircraft", "jetliner", "airliner"),
    "bus": ("bus", "buses"),
    "train": ("train", "trains", "locomotive", "subway"),
    "truck": ("truck", "trucks", "pickup", "firetruck"),
    "boat": (
        "boat",
        "boats",
        "ship",
        "ships",
        "sailboat",
        "sailboats",
        "canoe",
        "canoes",
        "kayak",
        "kayaks",
        "raft",
        "ferry",
        "yacht",
    ),
    "traffic light": ("traffic light", "traffic lights", "traffic signal", "stoplight"),
    "fire hydrant": ("fire hydrant", "fire hydrants", "hydrant", "hydrants"),
    "stop sign": ("stop sign", "stop signs"),
    "parking meter": ("parking meter", "parking meters"),
    "bench": ("bench", "benches"),
    "bird": (
        "bird",
        "birds",
        "seagull",
        "seagulls",
        "duck",
        "ducks",
        "goose",
        "geese",
        "owl",
        "owls",
        "parrot",
        "pigeon",
        "pigeons",
        "penguin",
        "penguins",
        "ostrich",
        "swan",
        "swans",
    ),
    "cat": ("cat", "cats", "kitten", "kittens", "kitty"),
    "dog": ("dog", "dogs", "puppy", "puppies"),
    "horse": ("horse", "horses", "pony", "ponies", "foal"),
    "sheep": ("sheep", "lamb", "lambs", "ram"),
    "cow": ("cow", "cows", "cattle", "bull", "bulls", "calf", "ox", "oxen"),
    "elephant": ("elephant", "elephants"),
    "bear": ("bear", "bears", "panda", "pandas"),
    "zebra": ("zebra", "zebras"),
    "giraffe": ("giraffe", "giraffes"),
    "backpack": ("backpack", "backpacks"),
    "umbrella": ("umbrella", "umbrellas", "parasol"),
    "handbag": ("handbag", "handbags", "purse", "purses"),
    "tie": ("tie", "ties", "necktie"),
    "suitcase": ("suitcase", "suitcases", "luggage"),
    "frisbee": ("frisbee", "frisbees"),
    "skis": ("skis", "ski"),
    "snowboard": ("snowboard", "snowboards"),
    "sports ball": ("ball", "balls", "football", "basketball", "volleyball"),
    "kite": ("kite", "kites"),
    "baseball bat": ("bat", "bats", "baseball bat", "baseball bats"),
    "baseball glove": ("glove", "gloves", "mitt", "baseball glove"),
    "skateboard": ("skateboard", "skateboards"),
    "surfboard": ("surfboard", "surfboards"),
    "tennis racket": ("racket", "rackets", "racquet", "racquets", "tennis racket", "tennis racquet"),
    "bottle": ("bottle", "bottles"),
    "wine glass": ("wine glass", "wine glasses"),
    "cup": ("cup", "cups", "mug", "mugs"),
    "fork": ("fork", "forks"),
    "knife": ("knife", "knives"),
    "spoon": ("spoon", "spoons"),
    "bowl": ("bowl", "bowls"),
    "banana": ("banana", "bananas"),
    "apple": ("apple", "apples"),
    "sandwich": ("sandwich", "sandwiches", "burger", "hamburger"),
    "orange": ("orange", "oranges"),
    "broccoli": ("broccoli",),
    "carrot": ("carrot", "carrots"),
    "hot dog": ("hot dog", "hot dogs", "hotdog", "hotdogs"),
    "pizza": ("pizza", "pizzas"),
    "donut": ("donut", "donuts", "doughnut", "doughnuts"),
    "cake": ("cake", "cakes", "cupcake", "cupcakes"),
    "chair": ("chair", "chairs", "stool"),
    "couch": ("couch", "couches", "sofa", "sofas"),
    "potted plant": ("potted plant", "potted plants", "houseplant"),
    "bed": ("bed", "beds"),
    "dining table": ("table", "tables", "dining table", "desk"),
    "toilet": ("toilet", "toilets", "urinal", "urinals"),
    "tv": ("tv", "tvs", "television", "televisions"),
    "laptop": ("laptop", "laptops"),
    "mouse": ("mouse",),
    "remote": ("remote", "remotes"),
    "keyboard": ("keyboard", "keyboards"),
    "cell phone": ("cell phone", "cell phones", "cellphone", "cellphones", "phone", "phones"),
    "microwave": ("microwave", "microwaves"),
    "oven": ("oven", "ovens", "stove", "stoves"),
    "toaster": ("toaster",),
    "sink": ("sink", "sinks"),
    "refrigerator": ("refrigerator", "refrigerators", "fridge", "fridges"),
    "book": ("book", "books"),
    "clock": ("clock", "clocks"),
    "vase": ("vase", "vases"),
    "scissors": ("scissors",),
    "teddy bear": ("teddy bear", "teddy bears", "teddy", "teddies"),
    "hair drier": ("hair drier", "hair dryer", "blow dryer"),
    "toothbrush": ("toothbrush", "toothbrushes"),
}
PERSON = "person"
THINGS = tuple(NAMES)  # 80, in the order of the encoder's evidence
# two words that together name another thing than the second one, or none
PAIRS: dict[tuple[str, str], str] = {
    ("hot", "dog"): "hot dog",
    ("teddy", "bear"): "teddy bear",
    ("toy", "bear"): "",
    ("stuffed", "bear"): "teddy bear",
    ("stuffed", "bears"): "teddy bear",
    ("wine", "bottle"): "bottle",
    ("tennis", "ball"): "sports ball",
    ("soccer", "ball"): "sports ball",
    ("baseball", "game"): "",
    ("train", "tracks"): "",
    ("train", "track"): "",
    ("train", "station"): "",
    ("bus", "stop"): "",
    ("bus", "station"): "",
    ("horse", "drawn"): "",
    ("ski", "slope"): "",
    ("ski", "lift"): "",
    ("ski", "poles"): "",
    ("car", "window"): "car",
    ("toilet", "paper"): "",
    ("computer", "mouse"): "mouse",
    ("computer", "keyboard"): "keyboard",
    ("computer", "desk"): "dining table",
    ("dirt", "bike"): "motorcycle",
    ("dirt", "bikes"): "motorcycle",
    ("motor", "bike"): "motorcycle",
    ("pool", "table"): "",
    ("picnic", "table"): "dining table",
    ("orange", "juice"): "",
    ("tie", "dyed"): "",
    ("tennis", "court"): "",
}
# behind the colour comes another noun; behind the fruit comes one of these, or nothing
AFTER_ORANGES = frozenset(
    ("and", "on", "in", "is", "sitting", "sits", "with", "next", "that", "cut", "are", "slice", "slices")
)
BEFORE_THE_COLOUR = frozenset(("is", "are", "and", "bright", "in", "wearing"))

_ONE = {name: thing for thing, names in NAMES.items() for name in names if " " not in name}
_TWO = {tuple(name.split()): thing for thing, names in NAMES.items() for name in names if " " in name} | PAIRS
# the last words of names of two words that stand for the thing in every caption of these data
_LAST = {"light": "traffic light", "lights": "traffic light", "meter": "parking meter", "meters": "parking meter"} | {
    "plant": "potted plant",
    "plants": "potted plant",
    "drier": "hair drier",
    "dryer": "hair drier",
    "glass": "wine glass",
    "glasses": "wine glass",
}


class Mention(NamedTuple):
    """A thing that a caption names: where its (last) word stands, and one of `THINGS`."""

    position: int
    thing: str


def find_things(words: Sequence[str]) -> tuple[Mention, ...]:
    """The things that a caption names, in the order in which it does: ("a", "stop", "sign") -> stop sign at 2."""
    found, position = [], 0
    while position < len(words):
        pair = tuple(words[position : position + 2])
        thing = _TWO.get(pair)
        if thing is not None:
            position += 1
        elif words[position] in ("orange", "oranges") and _is_colour(words, position):
            thing = None
        else:
            thing = _ONE.get(words[position])
        if thing:
            found.append(Mention(position, thing))
        position += 1
    return tuple(found)


def _is_colour(words: Sequence[str], position: int) -> bool:
    """Whether "orange" is the colour here."""
    before = words[position - 1] if position else ""
    after = words[position + 1] if position + 1 < len(words) else ""
    return before in BEFORE_THE_COLOUR or (bool(after) and after not in AFTER_ORANGES)


def thing_of_word(word: str) -> int | None:
    """The number in `THINGS` of what a word names by itself; None where it names nothing.

    Evidence for a thing speaks for these words. For a name of two words it is the last one that is meant, if that one
    means nothing else in captions of photographs.
    """
    thing = _ONE.get(word) or _LAST.get(word)
    return None if thing is None else THINGS.index(thing)
