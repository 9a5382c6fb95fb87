"""The memory lab: why a plain RNN forgets and an LSTM does not, measured on real networks."""

from models.recall.carrier import find_carrier as find_carrier
from models.recall.holding import hold as hold
from models.recall.learning import Checkpoint as Checkpoint
from models.recall.learning import Progress as Progress
from models.recall.learning import TrainOptions as TrainOptions
from models.recall.learning import train as train
from models.recall.networks import KINDS as KINDS
from models.recall.networks import NAMES as NAMES
from models.recall.networks import equal_widths as equal_widths
from models.recall.reach import gradient_reach as gradient_reach
from models.recall.shipped import Trained as Trained
from models.recall.shipped import load_trained as load_trained
from models.recall.tasks import TASKS as TASKS
