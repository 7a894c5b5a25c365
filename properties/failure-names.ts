/** How a violation of a property is named, and what it means for those who run the VM. */
export interface FailureName {
  /** Id and name: `S1 lost page`. */
  readonly name: string;
  /** One sentence: what happens to guest, application or operator. */
  readonly consequence: string;
}

/** By property id, the worst consequence first. */
const failureNames = {
  S1: ['lost page', 'The guest runs on with a stale page: silent memory corruption.'],
  S3: [
    'read before written',
    'A process reads memory that never arrived: it computes with garbage or dies.',
  ],
  S6: ['not one VM', 'Two copies of the VM run, or none: split brain, or an outage.'],
  S5: [
    'leftover of an earlier migration',
    'A page is skipped because of an attempt that is over: corruption at the second try.',
  ],
  S8: [
    'page of another skipped',
    'One application makes a page of another stay behind: corruption across processes.',
  ],
  S2: [
    'needed page marked skippable',
    'At suspension the bitmap allows a needed page to be skipped: one write away from a lost page.',
  ],
  S4: [
    'suspended before ready',
    'The VM is suspended while an application is not prepared: what it skipped may be needed.',
  ],
  S9: [
    'page never arrives',
    'The source releases the VM while a process waits for a page: it waits for ever.',
  ],
  S11: [
    'bit of a needed page cleared',
    'The final update allows a page to be skipped that it will send: its sending becomes downtime.',
  ],
  S10: [
    'books not cleared',
    'Something of a migration that is over stays behind, and decides something in the next.',
  ],
  S7: ['unhandled message', 'A message reaches a process that has no answer to it.'],
  D: ['deadlock', 'The migration hangs: nothing can move until somebody intervenes.'],
  L1: ['migration never ends', 'The migration can go on for ever: traffic without an end.'],
  L2: ['never released', 'An application can stay held for ever, although the migration is over.'],
  L3: ['stop test never fires', 'Pre-copy never converges: it ends by its limits only.'],
  P2: ['skipped too little', 'A page that nobody needs is sent: traffic and time without a use.'],
  P3: ['given up for nothing', 'An application gives a page up, and it is sent during downtime.'],
} as const satisfies Readonly<Record<string, readonly [string, string]>>;

const known: Readonly<Record<string, readonly [string, string]>> = failureNames;

/** Name and consequence of a failure; of a property that is not the migration's, its id alone. */
export function failureName(id: string): FailureName {
  const [name, consequence] = known[id] ?? ['', ''];
  return { name: name === '' ? id : `${id} ${name}`, consequence };
}

/** The same of what is named: a system of a `file` has properties of its own, also where the ids are the same. */
export function failureNameIn({ file }: { readonly file?: string }, id: string): FailureName {
  return file === undefined ? failureName(id) : ownName(id);
}

function ownName(id: string): FailureName {
  if (id !== 'D') return { name: id, consequence: '' };
  const consequence = 'No step is enabled, and the system has not terminated.';
  return { name: 'D deadlock', consequence };
}

/** Every failure of the migration, the worst consequence first. */
export function failureEntries(): FailureName[] {
  return Object.keys(known).map(failureName);
}

/** Property ids of the migration, the worst consequence first. */
const bySeverity: readonly string[] = Object.keys(failureNames);

/** The rank of a property by its consequence: 0 is the worst; properties of others come last. */
export function severityOf(id: string): number {
  const at = bySeverity.indexOf(id);
  return at < 0 ? bySeverity.length : at;
}

/** Sorts by consequence: a lost page before a deadlock. */
export function compareSeverity(a: string, b: string): number {
  return severityOf(a) - severityOf(b);
}
