// Payloads and values of the gate inspector. Nothing here runs: the type checker reads it. Python's side of each payload
// is named beside it. T steps, H units.
import type { Run } from '../../shared/web/types';

/** f, i, o: between 0, shut, and 1, open */
export type GateName = 'forget' | 'input' | 'output';
/** the six numbers of a unit at a step, T x H each, row by row */
export type ArrayName = GateName | 'candidate' | 'cell' | 'hidden';

/** A run as it is handed to the inspector; an operated one knows the run that it was made of. */
export interface GivenRun extends Run {
  back?: Run;
}

/** A run that is ready to be read: run.js `unpackRun`. */
export interface UnpackedRun extends GivenRun {
  given: GivenRun;
  steps: number;
  units: number;
  labels: string[];
  /** the six, and `before` (H): the memory before the first step */
  arrays: Record<ArrayName | 'before', Float32Array>;
  /** numbers of the units in the orders of the map's rows */
  orders: Record<string, number[]>;
}

/** What the arithmetic of a run needs of it. */
export type RunNumbers = Pick<UnpackedRun, 'steps' | 'units' | 'arrays'>;

/** A unit beside a signal: probing.js. */
export interface Follower {
  unit: number;
  /** Pearson's correlation over the steps, -1..1 */
  r: number;
  /** of this unit alone, 0..1 */
  p: number;
  /** of the best of all units, 0..1 */
  pBest: number;
}

/** How often a gate of a unit stands open and shut, shares of the steps, 0..1 */
export interface Saturation {
  open: number;
  shut: number;
}

/** Units with the same two shares: one dot of a plot. */
export interface SaturationGroup extends Saturation {
  members: number[];
}

/** ui/gates/payload.py `pack_top_activations`: how often every gate of every unit had which value, over all examples. */
export interface PackedExamples {
  bundled: { counts: string; steps: number; gates: GateName[] };
  moments: Moments;
}

export interface HistogramCounts {
  /** gates x H x 20 */
  counts: Float32Array;
  steps: number;
  gates: GateName[];
}

/** The moments that excited every unit most. */
export interface Moments {
  of: string;
  runs: { words: string[]; title: string; thumbnail: string }[];
  /** of each unit: number of the run, step, value */
  units: [number, number, number][][];
}

/** One operation: models/surgery.py; `last` null: to the end; `units` null: all. */
export interface Cut {
  gate: GateName;
  clamp?: number | null;
  scale?: number | null;
  units: number[] | null;
  first: number;
  last: number | null;
}

/** ui/gates/payload.py `pack_comparison` */
export interface PackedOperation {
  /** same, changed, lost or new; steps of the old caption from and to; steps of the new one */
  aligned: ['same' | 'changed' | 'lost' | 'new', number, number, number, number][];
  before: string[];
  after: string[];
  /** probability of every old word, before and after */
  chances: [(number | null)[], (number | null)[]];
  /** mean |c| at every step, before and after */
  memory: [number[], number[]];
  surgery: Cut[];
  trace: import('../../shared/web/types').CaptionTrace;
}

/** One part of a word's score: logit_attribution.js. */
export interface LogitPart {
  name: string;
  value: number;
  /** it does not come from the memory */
  beside: boolean;
}

/** A chart's measures in its own pixels: line_layout.js. */
export interface ChartFrame {
  wide: number;
  high: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
}
