import type { ChoicePart } from '../../proving/choice-parts.ts';
import type { HazardName } from '../../../models/hazards.ts';
import { cursors } from './heap.ts';
import type { AbstractMachine } from './machine.ts';
import type { Visits } from './visit.ts';
import type { ProcessActions, ProcessGuards } from '../chart-names.ts';

/** What a /proc write takes away from the area, seen from the observed page. */
export const cuts = {
  /** What it names, and nothing else. */
  named: 0,
  /** At the high end, the observed page too, which lies above what is named. */
  aboveToo: 1,
  /** The low end, where a walk under way goes on all the same. */
  lowEnd: 2,
} as const;

export interface AbstractProcCallBinding extends AbstractMachine {
  readonly hazards: ReadonlySet<HazardName>;
  /** {@link cuts}. */
  readonly cut: ChoicePart;
  readonly visit: Visits;
  readonly lkmIsInitialized: (words: Uint32Array) => boolean;
  readonly lkmWalks: (words: Uint32Array) => boolean;
}

/** What the /proc chart's guards mean, seen from one page. */
export function procCallGuards(binding: AbstractProcCallBinding): ProcessGuards<'procCall'> {
  const { visit } = binding;
  return {
    lkmIsInitialized: binding.lkmIsInitialized,
    everyPageOfRangeDone: (words, choice) => visit.isDone(words, choice),
    pageIsCached: (words, choice) =>
      visit.isPossible(words, choice) && visit.isCached(words, choice),
  };
}

/** What the /proc chart's actions do to one frame and one page. */
export function procCallActions(binding: AbstractProcCallBinding): ProcessActions<'procCall'> {
  const { lkm, callCursor, callReturned, proc, hazards, visit, cut } = binding;
  return {
    rememberRange: (words) =>
      callCursor.set(words, proc.read(words, 'inRange') === 1 ? cursors.ahead : cursors.passed),
    forgetRange: (words, choice) => {
      const isNamed = callCursor.get(words) !== cursors.passed;
      const kind = cut.of(choice);
      if (lkm.area.exists && !lkm.area.is(words)) return;
      if (!isNamed && kind !== cuts.aboveToo) return;
      lkm.area.set(words, 0);
      if (binding.lkmWalks(words) && kind !== cuts.lowEnd) lkm.cursor.set(words, cursors.passed);
    },
    returnToCaller: (words) => {
      callCursor.set(words, cursors.passed);
      if (!hazards.has('reorder')) callReturned.set(words, 1);
    },
    unskipCachedPage: (words, choice) => visit.markMustSend(words, choice),
    advance: (words, choice) => {
      if (visit.isPossible(words, choice)) visit.advance(words, choice);
    },
  };
}
