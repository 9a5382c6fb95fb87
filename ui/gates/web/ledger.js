// Who wrote what is remembered: models/ledger.py in the browser, with the same definitions.
//   c_t = (prod f) c_0 + sum over s of (prod of f after s) i_s g_s
// `shares[t][s]`: sum over units of |contribution of s to c_t|, over the same sum of all sources. Source 0 is the memory
// before the first step, source s + 1 is step s.
function ledgerOf(run) {
  return (run.ledger ??= { shares: allShares(run), halfLives: halfLives(run) });
}

function allShares({ steps, units, arrays: { forget, input, candidate, before } }) {
  const parts = [Float64Array.from(before, Math.abs)]; // |contribution| of every source, unit by unit
  const rows = [];
  for (let step = 0; step < steps; step++) {
    const from = step * units;
    for (const part of parts) for (let unit = 0; unit < units; unit++) part[unit] *= forget[from + unit];
    parts.push(Float64Array.from({ length: units }, (_, unit) => Math.abs(input[from + unit] * candidate[from + unit])));
    const weights = parts.map((part) => part.reduce((sum, value) => sum + value, 0));
    const total = weights.reduce((sum, value) => sum + value, 0) || 1;
    rows.push(weights.map((weight) => weight / total));
  }
  return rows;
}

// What every source still gives to one unit's memory, signed: rows[t][s], a row sums to c_t.
function contributions({ steps, units, arrays: { forget, input, candidate, before } }, unit) {
  const parts = [before[unit]];
  return Array.from({ length: steps }, (_, step) => {
    const at = step * units + unit;
    for (let source = 0; source < parts.length; source++) parts[source] *= forget[at];
    parts.push(input[at] * candidate[at]);
    return [...parts];
  });
}

// Steps until half of what was written is gone, at the unit's own mean rate of forgetting; Infinity: it never forgets.
function halfLives({ steps, units, arrays: { forget } }) {
  return Float64Array.from({ length: units }, (_, unit) => {
    let sum = 0;
    for (let step = 0; step < steps; step++) sum += Math.log(forget[step * units + unit]);
    return Math.LN2 / Math.abs(sum / steps);
  });
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
