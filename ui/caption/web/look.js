// How it looks at the current step, in plain words beside the numbers.
function look(lane, trace) {
  const how = $('.gs-look-how', lane);
  if (!trace.shares) {
    $('.gs-look', lane).hidden = true;
    return () => {};
  }
  const most = Math.log2(trace.cells); // bits when it looks everywhere alike
  const gauges = [gauge(), gauge(), gauge()];
  fill($('.gs-gauges', lane), ...gauges.map((one) => one.item));
  const moves = trace.moved.filter((bits) => bits !== null);
  const still = moves.length > 1 && moves.reduce((sum, bits) => sum + bits, 0) / moves.length < 0.02;
  how.textContent = `How to read: ${Math.round(most * 10) / 10} bits is looking at all ${trace.cells} cells alike, 0 at a single one; \u03b2 is how much of what it looked at is let into its memory.${still ? ' Its look hardly changes from word to word: do not read much into it.' : ''}`;
  return (step) => {
    const at = Math.min(step, trace.steps - 1);
    const [bits, beta, moved] = [trace.entropy[at], trace.beta[at], trace.moved[at]];
    const cells = Math.max(1, Math.round(2 ** bits));
    read(gauges[0], `Looks ${narrowly(cells / trace.cells)}`, bits / most, `${bits.toFixed(1)} of ${most.toFixed(1)} bits`, `as if at ${cells} of ${trace.cells} cells`);
    read(gauges[1], letsIn(beta), beta, `\u03b2 ${beta.toFixed(2)}`, '');
    read(gauges[2], moved === null ? 'First look' : movesOn(moved), moved ?? 0, moved === null ? '\u2013' : `${moved.toFixed(2)} of 1 bit`, moved === null ? '' : 'from the word before');
  };
}

const narrowly = (share) => (share < 0.06 ? 'narrowly' : share < 0.25 ? 'at a region' : share < 0.6 ? 'widely' : 'nearly everywhere');
const letsIn = (beta) => (beta < 0.35 ? 'Lets little of it in' : beta < 0.65 ? 'Lets half of it in' : 'Lets most of it in');
const movesOn = (moved) => (moved < 0.05 ? 'Stays where it was' : moved < 0.3 ? 'Moves a little' : 'Moves on');

function gauge() {
  const item = make('div', 'gs-gauge');
  const [name, note, track, number] = [make('b', 'gs-gauge-name'), make('span', 'gs-gauge-note'), make('span', 'gs-gauge-track'), make('span', 'gs-number')];
  item.append(name, track, number, note);
  return { item, name, note, track, number };
}

function read(one, name, share, number, note) {
  one.name.textContent = name;
  one.note.textContent = note;
  one.number.textContent = number;
  one.track.style.setProperty('--p', clamp(share, 0, 1));
}
