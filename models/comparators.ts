import type { Design } from './design.ts';

/** The work of others that the paper is compared with: what it changes about a migration. */
export interface Comparator {
  readonly title: string;
  readonly source: string;
  /** Changes what is sent: a switch, which the checker explores too. */
  readonly switches?: Partial<Design>;
  /** Changes only what a frame costs that is sent. */
  readonly frames?: 'compressed' | 'delta';
  /** Changes only what the guest does before or meanwhile: a subset of what it may do anyway. */
  readonly guest?: 'throttled' | 'ballooned' | 'cacheDropped';
  /** What it rests on beside the model, and what it costs that is not in the numbers. */
  readonly assumptions: readonly string[];
}

export const comparators = {
  freePages: {
    title: 'frames that are free when the migration begins are not sent',
    source: 'I, II; Koto et al., APSys 2012; QEMU free page hints',
    switches: { freeFrames: 'skippedAtStart' },
    assumptions: ['the guest lists its free frames in no time, the log being on'],
  },
  pageCache: {
    title: 'clean page cache is dropped first and not sent: it is on disk',
    source: 'I, II; Jo et al., VEE 2013; Akiyama et al., CCGrid 2013',
    switches: { freeFrames: 'skippedAtStart' },
    guest: 'cacheDropped',
    assumptions: ['half of the frames of kernel and other processes are clean page cache'],
  },
  balloon: {
    title: 'Eden is shrunk to a quarter first, and the freed pages are not sent (ALB)',
    source: 'II; Salomie et al., EuroSys 2013',
    switches: { freeFrames: 'skippedAtStart' },
    guest: 'ballooned',
    assumptions: [
      'each collection of a quarter of Eden leaves as much as one of the complete Eden',
    ],
  },
  deferHotPages: {
    title: 'frames dirty at two CLEANs in a row are sent in the last iteration only',
    source: 'II; Ma et al., ICSESS 2010',
    switches: { hotFrames: 'postponed' },
    assumptions: [],
  },
  throttle: {
    title: 'the guest is slowed while more than half of the sent frames get dirty again',
    source: 'II; Clark et al., NSDI 2005; QEMU auto-converge: 20 %, then 10 % more each time',
    guest: 'throttled',
    assumptions: ['the JVM does the same, later: its clock runs slower; nobody else is slowed'],
  },
  compress: {
    title: 'every frame is compressed before it is sent',
    source: 'II; Jin et al., CLUSTER 2009',
    switches: { zeroPages: 'marked' },
    frames: 'compressed',
    assumptions: ['to half its size, in 20 us of another core per frame'],
  },
  compressHeap: {
    title:
      'two bits a frame: skip, send as it is, or compress; what is sent of the heap is compressed',
    source: 'VI (a compression method for each page)',
    switches: { transferMap: 'twoBits' },
    assumptions: [
      'heap pages to a third of their size, in 20 us of another core per frame',
      'the LKM writes the bits; under xen nobody does, and nothing is compressed',
    ],
  },
  delta: {
    title: 'a frame that was sent before is sent as a difference',
    source: 'II; Svard et al., VEE 2011; QEMU xbzrle',
    switches: { pageEncoding: 'delta', zeroPages: 'marked' },
    frames: 'delta',
    assumptions: ['to 30 % of its size, in 5 us of another core; all pages sent before are kept'],
  },
  postCopy: {
    title:
      'the VM moves at once and its memory follows; an access to a missing page faults and waits',
    source: 'I, II; Hines and Gopalan, VEE 2009; QEMU postcopy.rst',
    switches: { switchover: 'atOnce' },
    assumptions: [
      'a fault takes 150 us beyond its frame: out of the guest, to the source and back, and in again',
      'it stops the complete application; faults are served one at a time, after two frames that are already pushed',
      'until everything has arrived, a failure of link or host loses the VM',
    ],
  },
  hybrid: {
    title: 'one iteration, then the VM moves, and the frames that got dirty follow',
    source: 'II; QEMU postcopy.rst (started after one pass)',
    switches: { switchover: 'afterOneIteration' },
    assumptions: ['faults as with postCopy'],
  },
} as const satisfies Record<string, Comparator>;

export type ComparatorName = keyof typeof comparators;
export const comparatorNames = Object.keys(comparators) as readonly ComparatorName[];
