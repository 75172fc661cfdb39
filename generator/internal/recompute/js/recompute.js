// Figures of uptime, computed anew from what a site publishes of its windows and services, and compared
// with those that it publishes. It shares nothing with the program that made them.

import { Zone, local } from './zone.js';
import { figures } from './figures.js';

/** @typedef {import('./figures.js').Impact} Impact */
/** @typedef {import('./figures.js').Stretch} Stretch */
/** @typedef {{service: string, period: string, figure: string, published: string, recomputed: string}} Difference */

const never = 253402300800; // the year 10000

/**
 * @param {any} incidents /api/incidents.json
 * @param {any} services /api/services.json
 * @param {any} uptime /api/uptime.json
 * @returns {{compared: number, differences: Difference[]}}
 */
export function recompute(incidents, services, uptime) {
  return new Recomputation(incidents.incidents, services.services, uptime).run();
}

class Recomputation {
  /** @param {any[]} incidents @param {any[]} services @param {any} uptime */
  constructor(incidents, services, uptime) {
    this.published = uptime;
    this.services = new Map(services.map((s) => [s.id, s]));
    this.zones = new Map();
    this.zone = this.zoneOf(uptime.timezone);
    this.asOf = Date.parse(uptime.as_of) / 1000;
    /** @type {Record<string, number>} */
    this.weights = { unknown: 0 };
    for (const [level, weight] of Object.entries(uptime.weights)) this.weights[level] = thousandths(weight);
    /** @type {Map<string, {incident: string, impact: Impact, at: number, sure: number}[]>} */
    this.windows = new Map(services.map((s) => [s.id, []]));
    /** Incidents that name a service of which they have no window: they are of the time of their first window, else of their report.
     * @type {Map<string, {incident: string, at: number, sure: number}[]>} */
    this.unmeasured = new Map(services.map((s) => [s.id, []]));
    for (const i of incidents) {
      const measured = new Set();
      for (const w of i.windows) {
        const window = this.window(i, w);
        for (const id of this.covering(w.services.length ? w.services : i.services)) {
          this.windows.get(id)?.push(window);
          measured.add(id);
        }
      }
      const first = i.windows.length ? i.windows[0].start : i.date;
      const at = first && this.time(first, i.timezone);
      for (const id of this.covering(i.services)) if (first && !measured.has(id)) this.unmeasured.get(id)?.push({ incident: i.path, at, sure: at });
    }
    this.compared = 0;
    /** @type {Difference[]} */
    this.differences = [];
  }

  /** @param {string} name */
  zoneOf(name) {
    if (!this.zones.has(name)) this.zones.set(name, new Zone(name));
    return this.zones.get(name);
  }

  /** The services themselves, and those that they are a part of.
   * @param {string[]} ids */
  covering(ids) {
    const all = new Set();
    for (let id of ids) for (; id && !all.has(id); id = this.services.get(id)?.parent) all.add(id);
    return all;
  }

  /** Reads a time: an instant, or the beginning of a day, a month or a year.
   * @param {string} text @param {string | null} zone */
  time(text, zone) {
    if (text.includes('T')) return Math.floor(Date.parse(text) / 1000);
    const [year, month, day] = text.split('-').map(Number);
    const own = day && zone ? this.zoneOf(zone) : this.zone;
    return own.instant(local(year, month ?? 1, day ?? 1));
  }

  /** The end of what a time may be: itself, or that of the day, the month or the year.
   * @param {string} text @param {string | null} zone */
  end(text, zone) {
    if (text.includes('T')) return Math.floor(Date.parse(text) / 1000);
    const [year, month, day] = text.split('-').map(Number);
    const own = day && zone ? this.zoneOf(zone) : this.zone;
    if (day) return own.instant(local(year, month, day + 1));
    return own.instant(month ? local(year, month + 1, 1) : local(year + 1, 1, 1));
  }

  /** @param {any} incident @param {any} w */
  window(incident, w) {
    const from = this.time(w.start, incident.timezone);
    let [least, most, open] = [0, 0, null];
    if (w.ongoing) {
      least = most = Math.max(from, this.asOf);
    } else if (w.end) {
      least = most = this.time(w.end, incident.timezone);
    } else {
      least = from + (w.at_least ?? 0);
      most = w.at_most === null ? least : Math.max(least, from + w.at_most);
      if (w.at_most === null) {
        open = { from, to: Math.max(least, incident.date ? this.end(incident.date, incident.timezone) : never) };
      }
    }
    /** @type {Impact} */
    const impact = { level: w.level, low: { from, to: w.level === 'unknown' ? from : least }, high: { from, to: most }, open };
    return { incident: incident.path, impact, at: from, sure: least };
  }

  /** Whether a window is of a period: it begins there, or certainly reaches into it.
   * @param {{at: number, sure: number}} w @param {number} from @param {number} to */
  touches(w, from, to) {
    return (from <= w.at && w.at < to) || (w.at < to && from < w.sure);
  }

  /** What was tracked of a service between two instants.
   * @param {any} service @param {number} from @param {number} to
   * @returns {Stretch[]} */
  tracked(service, from, to) {
    to = Math.min(to, this.asOf);
    if (service.until) {
      const [y, m, d] = service.until.split('-').map(Number);
      to = Math.min(to, this.zone.instant(local(y, m, d + 1)));
    }
    /** @type {Stretch[]} */
    let parts = [];
    if (service.since) {
      parts.push({ from: Math.max(from, this.time(service.since, null)), to });
    } else { // silence proves nothing: only calendar years in which a window was
      const zoned = (/** @type {number} */ t) => new Date((t + this.zone.offset(t)) * 1000).getUTCFullYear();
      for (let year = zoned(from); from < to && year <= zoned(to - 1); year++) {
        const [begin, end] = this.year(year);
        if (this.windows.get(service.id)?.some((w) => this.touches(w, begin, end))) parts.push({ from: Math.max(from, begin), to: Math.min(to, end) });
      }
    }
    parts = parts.filter((p) => p.from < p.to);
    const hours = service.measured;
    return hours ? parts.flatMap((p) => this.measured(hours, p)) : parts;
  }

  /** The part of a stretch that lies within the hours of a week.
   * @param {any} hours @param {Stretch} stretch */
  measured(hours, stretch) {
    const zone = this.zoneOf(hours.timezone);
    const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
    /** @type {Stretch[]} */
    const parts = [];
    const midnight = (/** @type {number} */ t) => Math.floor((t + zone.offset(t)) / 86400) * 86400;
    for (let day = midnight(stretch.from) - 2 * 86400; day <= midnight(stretch.to) + 86400; day += 86400) {
      if (!hours.days.includes(days[new Date(day * 1000).getUTCDay()])) continue;
      const [from, to] = [zone.instant(day + hours.from), zone.instant(day + hours.to, true)];
      const last = parts[parts.length - 1];
      const part = { from: Math.max(from, stretch.from, last?.to ?? from), to: Math.min(to, stretch.to) };
      if (part.from < part.to) parts.push(part);
    }
    return parts;
  }

  /** @param {number} year @returns {[number, number]} */
  year(year) {
    return [this.zone.instant(local(year, 1, 1)), this.zone.instant(local(year + 1, 1, 1))];
  }

  run() {
    for (const y of this.published.years) {
      const [from, to] = this.year(y.year);
      this.compare(String(y.year), 'year', from, to, y.services);
      for (let month = 1; month <= 12; month++) {
        const listed = y.services.flatMap((/** @type {any} */ s) => s.months.filter((/** @type {any} */ m) => m.month === month));
        this.compare(`${y.year}-${String(month).padStart(2, '0')}`, '', this.zone.instant(local(y.year, month, 1)), this.zone.instant(local(y.year, month + 1, 1)), listed);
      }
    }
    for (const p of [...this.published.periods ?? [], ...this.published.rolling ?? []]) {
      this.compare(p.period, p.cycle, Date.parse(p.starts) / 1000, Date.parse(p.ends) / 1000, p.services);
    }
    return { compared: this.compared, differences: this.differences };
  }

  /** Compares what is published of a period with what comes of it.
   * @param {string} period @param {string} cycle "" for the months of a year @param {number} from @param {number} to @param {any[]} listed */
  compare(period, cycle, from, to, listed) {
    const found = new Map(listed.map((s) => [s.id, s]));
    for (const service of this.services.values()) {
      const tracked = this.tracked(service, from, to);
      const published = found.get(service.id);
      if (!tracked.length || !published) {
        if (tracked.length || published) this.differ(service.id, period, 'seconds', published?.seconds ?? null, tracked.reduce((n, t) => n + t.to - t.from, 0));
        continue;
      }
      const windows = this.windows.get(service.id) ?? [];
      const impacts = windows.map((w) => w.impact);
      const f = figures(impacts, tracked, this.weights);
      f.incidents = new Set([...windows, ...this.unmeasured.get(service.id) ?? []]
        .filter((w) => tracked.some((t) => this.touches(w, t.from, t.to))).map((w) => w.incident)).size;
      for (const name of ['seconds', 'incidents']) this.same(service.id, period, name, published[name], f[name]);
      for (const name of ['major', 'partial', 'degraded', 'maintenance', 'impacted']) this.sides(service.id, period, name, published[name], f[name], 1);
      for (const name of ['weighted', 'uptime', 'strict']) this.sides(service.id, period, name, published[name], f[name], 1000);
      this.same(service.id, period, 'from', Date.parse(published.from) / 1000, tracked[0].from);
      this.same(service.id, period, 'to', Date.parse(published.to) / 1000, tracked[tracked.length - 1].to);
      if (cycle) this.promises(service, period, cycle, published, tracked, impacts, f);
    }
  }

  /** Budgets and credits.
   * @param {any} service @param {string} period @param {string} cycle @param {any} published @param {Stretch[]} tracked @param {Impact[]} impacts @param {any} f */
  promises(service, period, cycle, published, tracked, impacts, f) {
    const targets = service.targets ?? [];
    const parts = targets.map((/** @type {any} */ t, /** @type {number} */ n) => {
      const from = t.from ? this.time(t.from, null) : -never;
      const to = targets[n + 1] ? this.time(targets[n + 1].from, null) : never;
      return { slo: thousandths(t.target), tracked: tracked.map((p) => ({ from: Math.max(p.from, from), to: Math.min(p.to, to) })).filter((p) => p.from < p.to) };
    }).filter((/** @type {any} */ p) => p.tracked.length);
    this.same(service.id, period, 'budgets', published.budgets?.length ?? 0, parts.length);
    this.same(service.id, period, 'budget', published.budget ? 1 : 0, parts.length === 1 ? 1 : 0);
    for (const [n, part] of parts.entries()) {
      const of = figures(impacts, part.tracked, this.weights);
      const said = published.budgets?.[n];
      if (!said) continue;
      this.same(service.id, period, 'budgets.slo', thousandths(said.slo), part.slo);
      this.same(service.id, period, 'budgets.seconds', said.seconds, of.seconds);
      const total = Number(BigInt(of.seconds) * BigInt(100000 - part.slo) / 100000n);
      const spent = { min: Math.floor(of.weighted.min / 1000), max: of.weighted.max === null ? null : Math.floor(of.weighted.max / 1000) };
      for (const [name, one] of [['budgets', said], ['budget', published.budget]]) {
        if (!one) continue;
        this.same(service.id, period, `${name}.total`, one.total, total);
        this.sides(service.id, period, `${name}.spent`, one.spent, spent, 1);
      }
    }
    if (service.sla?.period !== cycle) return;
    const steps = [{ below: null, credit: 0 }, ...service.sla.credits].map((s) => ({
      credit: thousandths(s.credit),
      over: s.below === null ? -1 : Number(BigInt(f.seconds) * BigInt(100000 - thousandths(s.below)) / 100n),
    }));
    const owed = steps.filter((s, n) => (f.weighted.max === null || s.over < f.weighted.max) && (!steps[n + 1] || f.weighted.min <= steps[n + 1].over));
    this.same(service.id, period, 'credits', (published.credits ?? []).map((/** @type {any} */ c) => c.credit).join(', '), owed.map((s) => s.credit / 1000).join(', '));
  }

  /** @param {string} service @param {string} period @param {string} name @param {any} published @param {any} own @param {number} unit */
  sides(service, period, name, published, own, unit) {
    for (const side of ['min', 'max']) {
      const said = published?.[side] ?? null;
      this.same(service, period, `${name}.${side}`, said === null ? null : said * unit, own[side], unit);
    }
  }

  /** Two numbers are the same where no digit that is published differs.
   * @param {string} service @param {string} period @param {string} name @param {any} published @param {any} own @param {number} [unit] */
  same(service, period, name, published, own, unit = 1) {
    this.compared++;
    const equal = typeof published === 'number' && typeof own === 'number' ? Math.abs(published - own) <= 1e-9 + 4e-15 * Math.abs(own) : published === own;
    if (!equal) this.differ(service, period, name, published === null ? null : published / unit || published, own === null ? null : own / unit || own);
  }

  /** @param {string} service @param {string} period @param {string} figure @param {any} published @param {any} recomputed */
  differ(service, period, figure, published, recomputed) {
    this.differences.push({ service, period, figure, published: String(published), recomputed: String(recomputed) });
  }
}

/** @param {number} n */
function thousandths(n) {
  return Math.round(n * 1000);
}
