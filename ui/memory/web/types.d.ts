// Payloads of the memory lab, as ui/memory/payload.py packs them, and what the page makes of them. T steps, H units.
import type { PackedGates } from '../../shared/web/types';

/** A task with its networks' scores, sent once with the page: `pack_task`. */
export interface MemoryTask {
  name: string;
  title: string;
  /** on buttons */
  short: string;
  /** in one sentence */
  line: string;
  /** of a blind guess, 0..1 */
  chance: number;
  /** whether its symbols are single letters */
  letters: boolean;
  /** whether visitors may have its sequences read; and why not, where they may not */
  hold: boolean;
  why: string;
  /** what the first thing to remember may be, in groups: the answer that they call for, and the words */
  subjects: [string, string[]][];
  /** what a step is: letter, symbol, word */
  noun: string;
  /** what its networks can read */
  grammar: string;
  /** gap of a drawn sequence */
  longest: number;
  scores: Record<'alone' | 'helped', WayScores>;
}

/** Networks that learnt in one way: `_pack_accuracies`. */
export interface WayScores {
  networks: Record<string, Scores>;
  /** sequences that each seed was asked */
  n: number;
  seeds: number;
  /** sentences about several networks */
  together: string[];
}

/** Of each measured distance T the share of right answers, 0..1. */
export interface Scores {
  T: number[];
  share: number[];
  /** 95 % interval */
  low: number[];
  high: number[];
  /** seed */
  worst: number[];
  best: number[];
  words: string;
}

/** A sequence as all networks read it: `pack_reading`. */
export interface PackedMemoryRun {
  task: string;
  /** T tokens */
  labels: string[];
  /** the answers that can be given */
  says: string[];
  /** of each step a place in `says`; null: nothing is asked there */
  right: (number | null)[];
  subject: string;
  /** after this step the answer is asked for */
  due: number;
  gap: number;
  networks: Record<string, PackedNetworkRun>;
  run?: string;
  done: true;
}

export interface PackedNetworkRun {
  /** H */
  width: number;
  /** base64 of T x H floats, by the names of models/lstm/cells.py: 16-bit ones, or 32-bit where those are too small */
  values: Record<string, { half?: string; single?: string }>;
  /** base64 of T x K 16-bit floats: probabilities */
  answers: string;
  gates: PackedGates | null;
  /** the unit that carries the subject, where that was measured */
  carrier: { unit: number; words: string } | null;
}

/** The same, unpacked: memory_run.js. */
export interface MemoryRun {
  answer: PackedMemoryRun;
  labels: string[];
  says: string[];
  networks: Record<string, NetworkRun>;
}

export interface NetworkRun extends Omit<PackedNetworkRun, 'values' | 'answers'> {
  kind: string;
  /** T */
  steps: number;
  /** T * H each */
  values: Record<string, Float32Array>;
  /** T * K probabilities */
  answers: Float32Array;
}

/** Over seeds, of each step: `pack_spread`; base64 of T float32, decimal logarithms. */
export interface PackedSpread {
  median: string;
  low: string;
  high: string;
}

export interface Spread {
  median: number[];
  low: number[];
  high: number[];
}

/** One network's gradients with respect to its states: `pack_gradient`. */
interface GradientOf<S> {
  network: string;
  T: number;
  width: number;
  parameters: number;
  seeds: number;
  hidden: S;
  /** null: it has no cell state */
  cell: S | null;
  /** null: it was not asked for */
  bound: S | null;
  cell_bound: S | null;
  words: string;
  cell_words: string;
  size: string;
}
export type PackedGradient = GradientOf<PackedSpread>;
export type Gradient = GradientOf<Spread>;

/** The points of each network's training, one a measurement: `pack_session`; null: no number. */
export type TrainingPoints = Record<string, { steps: number[]; losses: (number | null)[]; shares: number[] }>;

/** The training on the page. */
export interface Training {
  wish: { task: string; networks: string[]; T: number; width: number; lengthen: boolean; equal: string; seed: number };
  points: TrainingPoints;
  running: boolean;
  /** the name by which the server knows what was learnt; '' where it does not keep it */
  kept: string;
}

/** A chart of curves: curve_chart.js. */
export interface ChartSpec {
  /** said to who cannot see it */
  title: string;
  /** pixels */
  high: number | (() => number);
  x: ChartAxis & { title: string };
  y: ChartAxis;
  curves: ChartCurve[];
  /** levels that have a name */
  lines?: { y: number; label: string }[];
  /** false: the curves have no names at their ends */
  labels?: boolean;
  /** where the names of the curves stand; without it at the right */
  namesAt?: 'left';
  /** what is said of a place under the pointer: a headline, then of each network (null: of none) a text */
  read?: (x: number) => any[];
  /** a press with the pointer */
  press?: (x: number) => void;
  /** x of the time cursor */
  here?: () => number;
}

export interface ChartAxis {
  from: number;
  to: number;
  ticks: number[];
  name: (value: number) => string;
}

/** Numbers that are none break the curve. */
export interface ChartCurve {
  /** the network whose colour and dash it has */
  kind: string;
  label?: string;
  xs: number[];
  ys: number[];
  /** the band around it */
  low?: number[];
  high?: number[];
  /** instead of the network's */
  colour?: string;
  dash?: string;
  className?: string;
}

/** Where things are in a chart, in pixels: curve_layout.js. */
export interface ChartScales {
  edge: { left: number; right: number; top: number; bottom: number };
  wide: number;
  high: number;
  /** of the field of the curves */
  across: number;
  down: number;
  x: (value: number) => number;
  y: (value: number) => number;
  /** from a pixel to a value of x */
  back: (pixel: number) => number;
}

/** Where things are in the drawing of an unrolled network, in pixels: unrolled_layout.js. */
export interface UnrolledLayout {
  wide: number;
  high: number;
  /** from step to step */
  pitch: number;
  top: number;
  /** y of the bars' zero, and of the boxes */
  middle: number;
  chain: number;
  /** half the side of a box */
  half: number;
  /** the greatest value, whatever its sign */
  most: number;
  x: (step: number) => number;
  barOf: (step: number) => { y: number; height: number };
  /** text-anchor and transform of a word */
  anchor: string;
  wordAt: (step: number) => string;
}
