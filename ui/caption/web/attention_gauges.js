// How it looks at the current step: how widely, how much of it is let in, how far it moved; in plain words beside the
// numbers.
import { $, fill, make } from '../../shared/web/dom.js';
import { clamp } from '../../shared/web/numbers.js';
import { cellsOfEntropy, hardlyShifts } from './attention.js';
import { betaInWords, shiftInWords, spreadInWords } from './texts.js';

/** @param {any} lane @param {import('./types').Caption} trace @returns {(step: number) => void} paints a step */
export function attentionGauges(lane, trace) {
  if (!trace.shares) {
    $('.gs-look', lane).hidden = true;
    return () => {};
  }
  const most = Math.log2(trace.cells); // bits when it looks everywhere alike
  const [spread, letIn, shift] = [gauge(), gauge(), gauge()];
  fill($('.gs-gauges', lane), spread.item, letIn.item, shift.item);
  const still = hardlyShifts(trace.shifts)
    ? ' Its look hardly changes from word to word: do not read much into it.'
    : '';
  $('.gs-look-how', lane).textContent =
    `How to read: ${Math.round(most * 10) / 10} bits is looking at all ${trace.cells} cells alike, 0 at a single one; \u03b2 is how much of what it looked at is let into its memory.${still}`;
  return (step) => {
    const [bits, beta, moved] = [trace.entropy[step], trace.beta[step], trace.shifts[step]];
    const cells = cellsOfEntropy(bits);
    setGauge(spread, {
      name: `Looks ${spreadInWords(cells / trace.cells)}`,
      share: bits / most,
      number: `${bits.toFixed(1)} of ${most.toFixed(1)} bits`,
      note: `as if at ${cells} of ${trace.cells} cells`,
    });
    setGauge(letIn, { name: betaInWords(beta), share: beta, number: `\u03b2 ${beta.toFixed(2)}`, note: '' });
    setGauge(shift, {
      name: shiftInWords(moved),
      share: moved ?? 0,
      number: moved === null ? '\u2013' : `${moved.toFixed(2)} of 1 bit`,
      note: moved === null ? '' : 'from the word before',
    });
  };
}

function gauge() {
  const item = make('div', 'gs-gauge');
  const [name, note] = [make('b', 'gs-gauge-name'), make('span', 'gs-gauge-note')];
  const [track, number] = [make('span', 'gs-gauge-track'), make('span', 'gs-number')];
  item.append(name, track, number, note);
  return { item, name, note, track, number };
}

function setGauge(parts, { name, share, number, note }) {
  parts.name.textContent = name;
  parts.note.textContent = note;
  parts.number.textContent = number;
  parts.track.style.setProperty('--p', clamp(share, 0, 1));
}
