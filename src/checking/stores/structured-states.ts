/** States as a layout packs them, by number, for tests of hashes; the array may be the same each time. */
export interface StateFamily {
  readonly title: string;
  readonly wordsPerState: number;
  /** Different numbers below `count` give different states. */
  readonly count: number;
  readonly state: (number: number) => Uint32Array;
}

/** The digits of the number in small fields all over the words. */
export function fieldsFamily(count: number, wordsPerState = 4): StateFamily {
  const words = new Uint32Array(wordsPerState);
  const state = (number: number): Uint32Array => {
    words.fill(0);
    for (let field = 0, rest = number; rest > 0; field++, rest = Math.floor(rest / 4)) {
      words[field % wordsPerState]! |= (rest % 4) << (Math.floor(field / wordsPerState) * 7);
    }
    return words;
  };
  return { title: 'states of small fields', wordsPerState, count, state };
}

/** Three bits are set, in all ways. */
export function sparseFamily(wordsPerState: number): StateFamily {
  const bits = wordsPerState * 32;
  const words = new Uint32Array(wordsPerState);
  const set: number[] = [];
  for (let high = 2; high < bits; high++) {
    for (let middle = 1; middle < high; middle++) {
      for (let low = 0; low < middle; low++) set.push((high << 20) | (middle << 10) | low);
    }
  }
  const state = (number: number): Uint32Array => {
    words.fill(0);
    const places = set[number]!;
    for (const bit of [places & 1023, (places >> 10) & 1023, places >> 20]) {
      words[bit >> 5]! |= 1 << (bit & 31);
    }
    return words;
  };
  return { title: 'states of three bits', wordsPerState, count: set.length, state };
}

/** Two words that count, in their lowest bits or shifted up. */
export function countersFamily(side: number, shift: number): StateFamily {
  const words = new Uint32Array(3);
  const state = (number: number): Uint32Array => {
    words[1] = (number % side) << shift;
    words[2] = Math.floor(number / side) << shift;
    return words;
  };
  const title = `states of two counters at bit ${shift}`;
  return { title, wordsPerState: words.length, count: side ** 2, state };
}

type Hash = (words: Uint32Array, start: number, end: number) => number;

/** Pairs of states of a family with the same hash: those that follow one another when the hashes are sorted. */
export function collisionsOf({ count, state, wordsPerState }: StateFamily, hash: Hash): number {
  const values = new Uint32Array(count);
  for (let at = 0; at < count; at++) values[at] = hash(state(at), 0, wordsPerState);
  values.sort();
  let equal = 0;
  for (let at = 1; at < count; at++) if (values[at] === values[at - 1]) equal++;
  return equal;
}

/**
 * Pairs of `count` random values that are equal at most, but for one time in three million: the mean of a Poisson
 * distribution and five standard deviations. No bound from below: a hash may well keep states apart that are
 * counters, and fewer collisions than by chance only improve the odds that are stated.
 */
export function collisionsMax(count: number): number {
  const mean = (count * (count - 1)) / 2 ** 33;
  return mean + 5 * Math.sqrt(mean);
}
