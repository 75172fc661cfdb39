// The figures of a service in a period, from its windows. Instants are in seconds since 1970,
// weights and weighted downtime in thousandths.

/** @typedef {{from: number, to: number}} Stretch half-open */
/** @typedef {{level: string, low: Stretch, high: Stretch, open: Stretch | null}} Impact what is certain, and what is possible */

export const levels = ['maintenance', 'degraded_performance', 'partial_outage', 'major_outage'];
const names = ['maintenance', 'degraded', 'partial', 'major'];

/** The level that a window may have, at the worst.
 * @param {Impact} i */
function atWorst(i) {
  return i.level === 'unknown' ? 3 : levels.indexOf(i.level);
}

/**
 * Counts between all instants at which anything begins or ends.
 * @param {Impact[]} impacts those of the service
 * @param {Stretch[]} period what was tracked of it, in order
 * @param {Record<string, number>} weights by level
 */
export function figures(impacts, period, weights) {
  const seconds = period.reduce((sum, p) => sum + p.to - p.from, 0);
  const sum = { weighted: [0, 0], impacted: [0, 0], down: [0, 0], level: names.map(() => [0, 0]) };
  const reaches = (/** @type {Stretch | null} */ s) => s !== null && period.some((p) => s.from < p.to && p.from < s.to);
  const near = impacts.filter((i) => reaches(i.high) || reaches(i.open));
  const cuts = [...new Set(near.flatMap((i) => [i.low.from, i.low.to, i.high.to, i.open?.to ?? i.high.to]).concat(period.flatMap((p) => [p.from, p.to])))].sort((a, b) => a - b);
  for (let n = 0; n + 1 < cuts.length; n++) {
    const [from, to] = [cuts[n], cuts[n + 1]];
    if (!period.some((p) => p.from <= from && to <= p.to)) continue;
    const covers = (/** @type {Stretch} */ s) => s.from <= from && to <= s.to;
    const certain = near.filter((i) => i.level !== 'unknown' && covers(i.low)).map((i) => levels.indexOf(i.level));
    const possible = near.filter((i) => covers(i.high)).map(atWorst);
    if (!possible.length) continue;
    const length = to - from;
    const worst = [Math.max(-1, ...certain), Math.max(-1, ...possible)];
    const feared = Math.max(worst[1], ...near.filter((i) => i.open && covers(i.open)).map(atWorst));
    for (const level of names.keys()) {
      if (certain.includes(level) && feared <= level) sum.level[level][0] += length;
      if (possible.includes(level) && worst[0] <= level) sum.level[level][1] += length;
    }
    for (const side of [0, 1]) {
      if (worst[side] >= 1) sum.impacted[side] += length;
      if (worst[side] >= 2) sum.down[side] += length;
      const heaviest = Math.max(0, ...(side ? possible : certain).map((l) => weights[levels[l]]));
      sum.weighted[side] += heaviest * length;
    }
  }
  // Windows without an upper side, where they may reach into the period: at least the instant at which they begin.
  const open = impacts.filter((i) => i.open && period.some((p) => i.open.from < p.to && p.from < Math.max(i.open.to, i.open.from + 1))).map(atWorst);
  const bound = (/** @type {number[]} */ [min, max], /** @type {boolean} */ endless) => ({ min, max: endless ? null : max });
  const weighted = bound(sum.weighted, open.some((l) => weights[levels[l]] > 0));
  const down = bound(sum.down.map((s) => s * 1000), open.some((l) => l >= 2));
  /** @type {Record<string, any>} */
  const result = {
    seconds, weighted, uptime: percent(weighted, seconds), strict: percent(down, seconds),
    impacted: bound(sum.impacted, open.some((l) => l >= 1)),
  };
  for (const [level, name] of names.entries()) result[name] = bound(sum.level[level], open.includes(level));
  return result;
}

/**
 * What is left of a period, in thousandths of a per cent: cut off, but an upper bound rounded up, and never 100 where anything was lost.
 * @param {{min: number, max: number | null}} lost thousandths of a second
 * @param {number} seconds
 * @returns {{min: number | null, max: number}}
 */
function percent(lost, seconds) {
  const whole = BigInt(seconds) * 1000n;
  const left = (/** @type {number} */ d) => [(whole - BigInt(d)) * 100000n / whole, (whole - BigInt(d)) * 100000n % whole];
  const [least, rest] = left(lost.min);
  const exact = lost.min === lost.max;
  let max = Number(least) + (!exact && rest > 0n ? 1 : 0);
  if (max === 100000 && lost.min > 0) max = 99999.999999;
  return { min: lost.max === null ? null : Number(left(lost.max)[0]), max };
}
