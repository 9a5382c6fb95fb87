"""The memory lab: why a plain RNN forgets and an LSTM does not, measured on real networks."""

from models.memory.carrier import find_carrier as find_carrier
from models.memory.gradients import gradient_reach as gradient_reach
from models.memory.model import Trained as Trained
from models.memory.model import load_trained as load_trained
from models.memory.networks import KINDS as KINDS
from models.memory.networks import NAMES as NAMES
from models.memory.networks import equal_widths as equal_widths
from models.memory.runs import hold as hold
from models.memory.tasks import TASKS as TASKS
from models.memory.training import Checkpoint as Checkpoint
from models.memory.training import Progress as Progress
from models.memory.training import TrainOptions as TrainOptions
from models.memory.training import train as train
