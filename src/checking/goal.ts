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
  /** ... and comes to where this holds again and again; everywhere if absent. */
  readonly visits?: Holds;
}

type Name = Pick<Goal, 'id' | 'title'>;

/** Every fair run comes to `p`. */
export function eventually(name: Name, p: Holds): Goal {
  return { ...name, from: 'start', within: (words) => !p(words) };
}

/** Whenever `p` holds, `q` holds then or later. */
export function leadsTo(name: Name, p: Holds, q: Holds): Goal {
  return { ...name, from: p, within: (words) => !q(words) };
}

/** Every fair run comes to `q` again and again. */
export function recurs(name: Name, q: Holds): Goal {
  return { ...name, from: () => true, within: (words) => !q(words) };
}

/** A fair run in which `p` holds for ever from some point on comes to `q` for good. */
export function settles(name: Name, p: Holds, q: Holds): Goal {
  return { ...name, from: p, within: p, visits: (words) => !q(words) };
}
