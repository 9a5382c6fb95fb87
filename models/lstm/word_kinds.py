"""Which words are nouns, colours or number words: short lists, made by hand of the words that captions use.

A lookup, not a grammar: nothing is downloaded, a word counts as the same in every sentence ("a stand",
"they stand"), and a word that is in no list is none of the three.
"""

from __future__ import annotations

_NOUNS = """
adult adults air airplane alley animal animals area arm arms baby back background backpack backyard bag bags ball
balloon balloons balls band bank bar baseball basket basketball bat bath beach beam bear beard bed beer bench bicycle
bicycles bicyclist bicyclists bike biker bikers bikes bikini bird birds blanket block board boat boats body bone book
boots bottle bottom bowl box boy boys branch brick bride bridge bubbles bucket building buildings bull bus bushes cake
camera canoe cap car carpet carriage cars cart cat cave chair chairs child children church cigarette city cliff
clothes clothing cloud clouds coat coats coffee concrete corner costume costumes couch counter country course court
cow cowboy creek crowd cup cyclist cyclists dance deck desert dirt dock dog dogs door doorway dress dresses drink
drinks drum ear ears edge elephant end equipment event eye eyes face faces family fence field finger fingers fire fish
flag flags floor flower flowers food foot football forest fountain friend friends frisbee fruit fur game garden gate
gear girl girls glass glasses gloves goal goggles graffiti grass gravel greyhound greyhounds ground group guitar guy
guys gym hair hall hand hands harness hat hats hay head heads helmet helmets hiker hikers hill hills hillside hockey
hole home hoop horse horses hose house hurdle ice infant instrument instruments jacket jackets jean jeans jersey
jungle kayak kid kids kitchen kite ladder ladies lady lake land lap lawn leaf leash leaves leg legs life light lights
line log lot machine man market mask match men microphone mirror mohawk monkey mother motorbike motorcycle motorcycles
motorcyclist mountain mountains mouth mud music neck net night nose number object obstacle ocean onlookers outfit
outfits paddle paint painting pants paper parachute parade park path pavement paw paws people person phone photo
photograph photographer picture pictures piece pier pile pillow pipe plant plants plate platform player players
playground pole poles pond poodle pool pose post puddle puppies puppy purse race racer racetrack racket raft rail
railing rain ramp referee restaurant retriever rider riders ring river road rock rocks room rope row rug rugby runner
runners sand scarf scene school scooter sea seat shadow sheep shepherd shirt shirts shoe shoes shop shore shorts
shoulder shoulders show side sides sidewalk sign signs singer skateboard skateboarder skateboarders skater ski skier
skiers skirt skis sky slide slope smile smoke snow snowball snowboard snowboarder soccer sofa softball spectators
sports spray sprinkler squirrel stadium stage staircase stairs stairway stand station statue steps stick sticks stone
store stream street structure stunt subway suit suits sun sunglasses sunset surf surface surfboard surfer surfers
sweater sweatshirt swimmer swimmers swimsuit swing table tank team teenager teenagers teeth tennis tent terrain tire
toddler tongue top towel town toy toys track tracks traffic trail train tree trees trick tricks truck trunk trunks
tube tunnel umbrella uniform uniforms vehicle vest video volleyball wagon walkway wall water waterfall wave waves way
wedding wetsuit wheel wheelchair wheelie wheels window winter woman women wood woods worker workers wrestler wrestlers
yard
"""
_COLOURS = """
beige black blond blonde blue brown gold golden gray green grey orange pink purple red silver tan white yellow
"""
_NUMBERS = "one two three four five six seven eight nine ten eleven twelve both couple pair several"

NOUNS = frozenset(_NOUNS.split())
COLOURS = frozenset(_COLOURS.split())
NUMBERS = frozenset(_NUMBERS.split())
WORD_KINDS = {"noun": NOUNS, "colour": COLOURS, "number": NUMBERS}
