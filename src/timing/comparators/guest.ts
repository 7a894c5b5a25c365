import type { Comparator } from '../../../models/comparators.ts';
import type { JvmWorkload } from '../workload.ts';

/** Assumed: so much of what kernel and other processes hold is clean page cache. */
const cleanShare = 0.5;
/** So much of Eden is left to the JVM. */
const edenShare = 0.25;

/** What a guest is like that has prepared for the migration as the comparator asks. */
export interface PreparedGuest {
  readonly workload: JvmWorkload;
  /** Pages of Eden from here on have been given back; `undefined` where none was. */
  readonly edenCut?: number;
}

export function prepareGuest(workload: JvmWorkload, guest: Comparator['guest']): PreparedGuest {
  if (guest === 'cacheDropped') {
    const { others } = workload;
    const frames = Math.max(others.hotFrames, Math.round(others.frames * (1 - cleanShare)));
    return { workload: { ...workload, others: { ...others, frames } } };
  }
  if (guest !== 'ballooned') return { workload };
  const { initial, start, collections } = workload;
  const eden = Math.max(1, Math.floor((initial.edenEnd - initial.youngBegin) * edenShare));
  const allocatedPages = Math.min(start.allocatedPages, eden);
  const cut = (pages: number): number => Math.min(pages, eden);
  return {
    edenCut: initial.youngBegin + eden,
    workload: {
      ...workload,
      start: {
        elapsedSeconds: (start.elapsedSeconds * allocatedPages) / Math.max(1, start.allocatedPages),
        allocatedPages,
      },
      // As much is allocated in a second as ever: a smaller Eden is full the sooner.
      collections: collections.map((each) => ({
        ...each,
        allocatedPages: cut(each.allocatedPages),
        mutatorSeconds:
          each.mutatorSeconds * (cut(each.allocatedPages) / Math.max(1, each.allocatedPages)),
      })),
    },
  };
}
