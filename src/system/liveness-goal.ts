/** A predicate over states. Reads `words`, writes nothing. */
export type Holds = (words: Uint32Array) => boolean;

/** What every fair run must do in the end. */
export interface Goal {
  readonly id: string;
  readonly title: string;
  /** A run that breaks it begins, in the initial state or wherever `from` holds ... */
  readonly from: 'start' | Holds;
  /** ... to stay for ever where this holds ... */
  readonly within: Holds;
  /** ... and visits states where this holds infinitely often; everywhere if absent. */
  readonly visits?: Holds;
}

/** What a property is called: a title, which is its id too, or both. */
export type PropertyName = string | Pick<Goal, 'id' | 'title'>;

/** The id and the title that a name stands for. */
export function named(name: PropertyName): Pick<Goal, 'id' | 'title'> {
  return typeof name === 'string' ? { id: name, title: name } : name;
}

/** Every fair run reaches `p`. */
export function eventually(name: PropertyName, p: Holds): Goal {
  return { ...named(name), from: 'start', within: (words) => !p(words) };
}

/** Whenever `p` holds, `q` holds then or later. */
export function leadsTo(name: PropertyName, p: Holds, q: Holds): Goal {
  return { ...named(name), from: p, within: (words) => !q(words) };
}

/** Every fair run reaches `q` infinitely often. */
export function infinitelyOften(name: PropertyName, q: Holds): Goal {
  return { ...named(name), from: () => true, within: (words) => !q(words) };
}

/** In every fair run in which `p` holds for ever from some point on, so does `q` from that point or a later one. */
export function stabilizes(name: PropertyName, p: Holds, q: Holds): Goal {
  return { ...named(name), from: p, within: p, visits: (words) => !q(words) };
}
