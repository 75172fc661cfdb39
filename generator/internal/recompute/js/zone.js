// Zones by the rules that the browser knows: Intl has the time zone database.

const week = 7 * 86400;

/** A time zone of the IANA database. Instants and local times are in seconds since 1970. */
export class Zone {
  /** @param {string} name */
  constructor(name) {
    this.format = new Intl.DateTimeFormat('en-US', {
      timeZone: name, calendar: 'gregory', numberingSystem: 'latn', hourCycle: 'h23', era: 'short',
      year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
    });
    /** @type {Map<number, number>} */
    this.known = new Map();
  }

  /**
   * The seconds by which clocks are ahead of UTC.
   * @param {number} instant
   * @returns {number}
   */
  offset(instant) {
    const block = Math.floor(instant / week);
    const [before, after] = [this.ask(block * week), this.ask((block + 1) * week)];
    return before === after ? before : this.ask(instant);
  }

  /** @param {number} instant */
  ask(instant) {
    let offset = this.known.get(instant);
    if (offset === undefined) {
      /** @type {Record<string, string>} */
      const part = {};
      for (const p of this.format.formatToParts(instant * 1000)) part[p.type] = p.value;
      const year = part.era?.startsWith('B') ? 1 - Number(part.year) : Number(part.year);
      offset = local(year, Number(part.month), Number(part.day)) + Number(part.hour) * 3600 + Number(part.minute) * 60 + Number(part.second) - instant;
      this.known.set(instant, offset);
    }
    return offset;
  }

  /**
   * The instant at which clocks show a local time. One that they skip is that of the skip; of two, the first, or the last where that is wanted.
   * @param {number} time
   * @param {boolean} [last]
   * @returns {number}
   */
  instant(time, last = false) {
    const offsets = [...new Set([-1.5, -1, -0.5, 0, 0.5, 1, 1.5].map((days) => this.offset(time + days * 86400)))];
    const found = offsets.map((o) => time - o).filter((t) => t + this.offset(t) === time).sort((a, b) => a - b);
    if (found.length) return last ? found[found.length - 1] : found[0];
    let [before, after] = [time - Math.max(...offsets) - 1, time - Math.min(...offsets) + 1];
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2);
      if (middle + this.offset(middle) < time) before = middle;
      else after = middle;
    }
    return after;
  }
}

/**
 * Midnight of a day as if clocks showed UTC. Months and days may run over.
 * @param {number} year
 * @param {number} month
 * @param {number} day
 * @returns {number}
 */
export function local(year, month, day) {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getTime() / 1000;
}
