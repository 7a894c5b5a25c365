/** What the paper takes for granted; each is dropped by some hazard (`hazards.ts`), or by a design. */
export interface Assumption {
  readonly title: string;
  /** Stated in a section, or implied by what the text leaves out. */
  readonly source: string;
}

export const assumptions = {
  A1: { title: 'areas do not shrink during the final update', source: '3.3.4' },
  A2: { title: 'no page of an area moves to another frame or loses its frame', source: '3.3.4' },
  A3: { title: 'every shrink is reported, and its bits are set at once', source: '3.3.4' },
  A4: { title: 'skipped memory is not needed from readiness on', source: '3.3.5' },
  A5: { title: 'applications are benign and answer', source: 'VI' },
  A6: { title: 'the enforced collection is not ignored', source: '4.3.2' },
  A7: { title: 'the collector compacts and is not concurrent; one range', source: 'VI' },
  A8: { title: 'threads are held from the collection until they are released', source: '4.3.2' },
  A9: { title: 'ranges are rounded inward to pages', source: '3.3.2' },
  A10: { title: 'a page that joins late is harmless', source: '3.3.4' },
  A11: { title: 'the content of a skipped page is dead, also when it leaves', source: 'implied' },
  A12: { title: 'nothing is cleaned and skipped while the guest prepares', source: 'implied' },
  A13: { title: 'there is one migration, and it does not abort', source: 'implied' },
  A14: { title: 'applications do not exit or fork meanwhile', source: 'implied' },
  A15: { title: 'messages arrive, and in order', source: 'implied' },
  A16: { title: 'reading an entry and clearing its bit are one step', source: 'implied' },
  A17: { title: 'the destination has a frame for what is skipped', source: 'implied' },
  A18: { title: 'frames of an area are private and anonymous', source: 'implied' },
  A19: { title: 'every write of a page is in the dirty log', source: '3.1' },
} as const satisfies Record<string, Assumption>;

export type AssumptionName = keyof typeof assumptions;
