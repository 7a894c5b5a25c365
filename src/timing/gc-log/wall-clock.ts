import { Cursor, isDigit } from './cursor.ts';

/** Reads dates of logs; those of one minute cost next to nothing after the first. */
export class WallClock {
  #minute = '';
  #minuteSeconds = 0;
  #zone = '';
  #zoneSeconds = 0;

  /**
   * The ISO 8601 date at the cursor, as seconds since 1970: `2024-05-26T14:45:37.987+0200`, with a
   * decimal point or comma, `Z` or no zone. NaN, without a move, if something else comes next.
   */
  read(cursor: Cursor): number {
    const { text, at } = cursor;
    if (text.charCodeAt(at + 4) !== 45 || text.charCodeAt(at + 13) !== 58) return Number.NaN;
    if (!text.startsWith(this.#minute, at) || this.#minute === '') {
      const minute = text.slice(at, at + 16);
      const seconds = secondsOf(minute);
      if (Number.isNaN(seconds)) return Number.NaN;
      this.#minute = minute;
      this.#minuteSeconds = seconds;
    }
    cursor.at = at + 17;
    const seconds = text.charCodeAt(at + 16) === 58 ? cursor.number() : Number.NaN;
    if (Number.isNaN(seconds)) {
      cursor.at = at;
      return Number.NaN;
    }
    return this.#minuteSeconds + seconds - this.#readZone(cursor);
  }

  #readZone(cursor: Cursor): number {
    const { text, at } = cursor;
    const sign = text.charCodeAt(at);
    if (sign === 90) {
      cursor.at = at + 1;
      return 0;
    }
    if (sign !== 43 && sign !== 45) return 0;
    const isSpaced = text.charCodeAt(at + 3) === 58;
    const length = isSpaced ? 6 : 5;
    if (this.#zone.length !== length || !text.startsWith(this.#zone, at)) {
      const zone = text.slice(at, at + length);
      const hours = Number(zone.slice(1, 3));
      const minutes = Number(zone.slice(-2));
      if (!(hours <= 24 && minutes <= 60)) return 0;
      this.#zone = zone;
      this.#zoneSeconds = (sign === 45 ? -1 : 1) * (hours * 3600 + minutes * 60);
    }
    cursor.at = at + length;
    return this.#zoneSeconds;
  }
}

/** `2024-05-26T14:45` in seconds since 1970, as if of UTC. */
function secondsOf(minute: string): number {
  const separator = minute[10];
  if (separator !== 'T' && separator !== ' ') return Number.NaN;
  for (const place of [0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15]) {
    if (!isDigit(minute.charCodeAt(place))) return Number.NaN;
  }
  // oxlint-disable-next-line no-restricted-globals -- parses a text; no clock is read
  return Date.parse(`${minute.slice(0, 10)}T${minute.slice(11)}:00Z`) / 1e3;
}
