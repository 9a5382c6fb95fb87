"""The memory lab: why a plain RNN forgets and an LSTM does not, measured on real networks."""

from models.recall.networks import KINDS as KINDS
from models.recall.networks import NAMES as NAMES
from models.recall.networks import equal_widths as equal_widths
from models.recall.reach import gradient_reach as gradient_reach
