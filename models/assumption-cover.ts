import type { AssumptionName } from './assumptions.ts';
import type { Design } from './design.ts';

/** How an assumption is given up that no hazard drops, or not by hazards alone. */
export interface Cover {
  /** Values of switches with which a design does without it. */
  readonly byDesign?: { readonly [Name in keyof Design]?: readonly Design[Name][] };
  readonly note: string;
}

/** What is to be said of an assumption beside the hazards that drop it (`hazards.ts`). */
export const assumptionCover: Partial<Record<AssumptionName, Cover>> = {
  A1: {
    note: 'given up in every configuration: Young shrinks at the end of the enforced collection too',
  },
  A3: {
    byDesign: { shrinkNotice: ['afterFree'] },
    note: 'a design that frees first and notifies afterwards gives it up without hazards',
  },
  A4: { note: 'never given up as such: S3 asks for it in every configuration' },
  A9: {
    byDesign: { mustSendRounding: ['inward'] },
    note: 'right for areas; must-send ranges that are rounded alike lose survivors',
  },
  A10: { note: 'given up in every configuration: pages join by expansion and by first touch' },
  A12: {
    byDesign: { whilePreparing: ['announceThenClean', 'oneMoreIteration', 'keepIterating'] },
    note: 'a daemon that does not idle while the guest prepares gives it up in every configuration',
  },
  A16: {
    byDesign: { pageTableWalk: ['unlocked'] },
    note: 'a design that walks without the lock gives it up in every configuration',
  },
  A17: { note: 'cannot be given up here: a frame that was never sent exists there, as poison' },
};
