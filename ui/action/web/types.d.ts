// What travels between Python and the Action tab. T frames were looked at, the recognizer knows C labels, its grid has
// rows x columns cells.
import type { PackedGates } from '../../shared/web/types';

/** A trained network as the page offers it: ui/action/tab.py `_network`. */
export interface Recognizer {
  name: string;
  title: string;
  line: string;
  /** which clips it is for */
  wants: string;
  /** whether the example clips are drawn for it */
  drawn: boolean;
  labels: string[];
}

/** An example clip: ui/action/tab.py `_cards`. */
export interface ClipExample {
  id: string;
  title: string;
  alt: string;
  /** data URL */
  thumbnail: string;
}

/** A clip of the visitor's choice: the subject of shared/asking.js. */
export interface Clip {
  example?: ClipExample;
  /** the example's button */
  card?: HTMLElement;
  file?: File;
  name?: string;
  /** on the server, once it is there */
  path?: string;
  /** of the frames that were read, once they were */
  hash?: string;
  source?: string;
  /** T data URLs */
  frames?: string[];
  /** data URL of an example's film */
  video?: string;
  /** of the visitor's own file, in this browser */
  url?: string;
  /** whether it has been read before: then its length is known */
  whole?: boolean;
}

/** The seconds that are read; `end` null: to the clip's end. */
export interface Part {
  start: number;
  end: number | null;
}

/** The question as the controls stand. */
export interface Question extends Part {
  model: string;
  backwards: boolean;
}

/** How a recognizer reads a clip: ui/action/payload.py `pack_reading`. */
export interface PackedReading {
  hash: string;
  key: string;
  model: string;
  title: string;
  line: string;
  wants: string;
  /** C labels as a student reads them */
  labels: string[];
  /** T seconds from the clip's beginning, rising */
  times: number[];
  /** where the read part ends */
  seconds: number;
  /** width, height of the film in pixels */
  size: [number, number];
  /** T data URLs; null: the browser has them already */
  frames: string[] | null;
  /** x1, y1, x2, y2 of the attended part, shares of the frame; may reach out */
  window: [number, number, number, number];
  /** rows, columns */
  grid: [number, number];
  /** base64 of T x rows x columns bytes, each frame scaled to its strongest cell */
  maps: string;
  /** T: share of the strongest cell of each frame */
  scale: number[];
  /** base64 of T x C half floats: calibrated probabilities after each frame */
  chances: string;
  /** the three likeliest labels of the heads that know no order, with their probabilities */
  heads: Record<'mean_pool' | 'single_frame', [string, number][]>;
  /** whether the confidence is high enough to believe the label */
  known: boolean;
  /** 0..1: the confidence from which on it is */
  threshold: number;
  /** the frame from which on the answer never changed again */
  decided: number;
  /** why this is no clip of the kind that was learnt from; '' where it may be one */
  doubt: string;
  /** sentences for the visitor */
  notes: string[];
  /** T: fall of the final label's logit when the frame becomes an average one */
  influence: (number | null)[];
  /** T means over the units each */
  memory: Record<'cell' | 'forget' | 'input' | 'output', number[]>;
  gates: PackedGates;
}

/** A reading as the panels draw it. */
export interface Reading extends Omit<PackedReading, 'chances'> {
  /** T */
  steps: number;
  /** T arrays of C probabilities */
  chances: Float32Array[];
  /** T arrays of rows x columns shares of attention */
  shares: Float32Array[];
  /** T: the likeliest label after each frame, as a place in `labels` */
  leaders: number[];
  /** the frames at which the lead changed */
  flips: number[];
  /** the labels that have a line, the final answer first */
  shown: number[];
}

/** A reading with the question that it answers: what is on the page. */
export interface AnsweredReading extends Reading {
  asked: Question & Record<string, unknown>;
}

/** Right over many clips: a share 0..1 with its 95 % interval. */
export interface Accuracy {
  accuracy: number;
  low: number;
  high: number;
}

/** A clip in other orders: ui/action/payload.py `pack_orders`. Each row and each cell is by LSTM, average, one frame. */
export interface OrderTable {
  rows: { way: string; seed: number | null; heads: [string, number][] }[];
  /** of every way; null: nothing was measured */
  measured: Record<string, (Accuracy | null)[]> | null;
  motion: Accuracy | null;
  many: string;
  verdict: string;
}

/** A row of that table as it is drawn. */
export interface OrderRow {
  way: string;
  seed: number | null;
  /** whether the clip on the page was played like that */
  yours: boolean;
  /** `same`: as this head answers the clip as filmed */
  answers: { label: string; p: number; same: boolean }[];
  /** right over many clips, where a way begins; the cells span `alike` rows */
  measured: (Accuracy | null)[];
  alike: number;
}

/** Where things stand in a chart over time: chart_layout.js `timeScales`. Pixels. */
export interface TimeScales {
  wide: number;
  high: number;
  /** the room around the plot */
  left: number;
  right: number;
  above: number;
  below: number;
  /** half of what a frame has if all have as much: no frame stands nearer to an end of the plot */
  margin: number;
  x: (step: number) => number;
  y: (value: number) => number;
}

export interface TimeChart extends TimeScales {
  svg: any;
  /** move the cursor's line */
  paint: (step: number) => void;
}
