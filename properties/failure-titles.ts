import type { Need } from './truth.ts';

/** Whose page it is, at the start of a sentence. */
const pages: Readonly<Record<Need, string>> = {
  kernel: 'A page of the kernel or of another process',
  shared: 'A page that another process maps too',
  old: 'A page of the Old generation',
  eden: 'A page of Eden with objects on it',
  from: 'A page of survivors (From)',
  to: 'A page of survivors just copied (To)',
  cache: 'A page of the second application',
};

/** What became of it, by the end of the failure class. */
const fates: Readonly<Record<string, string>> = {
  'dirtiness lost': 'was skipped while the log forgot that it was dirty',
  'bit still 0': 'was skipped because its transfer bit was still 0',
  'wrong difference': 'arrived with a wrong difference applied to it',
  'content missing or old': 'is missing or old at the destination',
};

const titles: Readonly<Record<string, string>> = {
  'dirty frame unsent': 'A dirty page was not sent in the last iteration',
  'poison read': 'A process read a page whose content never arrived',
  'two run': 'The VM runs on both machines',
  'none runs': 'The VM runs on neither machine',
  'old message acted on': 'A message of an earlier migration was obeyed',
  'bit left over': 'A transfer bit of an earlier migration was still 0',
  'foreign bit cleared': 'One application cleared the transfer bit of a page of another',
  'suspended while not held': 'The VM was suspended while an application was still running',
  'message without a row': 'A message arrived where nothing is declared for it',
  'frame absent for ever': 'A page was never sent, and nobody will ask for it',
  'access blocked for ever': 'A process waits for a page that never comes',
  'frame did not follow': 'A page did not follow the VM',
  'no run stops by few frames, others skipped':
    'Pre-copy never stops because few frames are left: skipped frames are counted',
};

const processes: Readonly<Record<string, string>> = {
  daemon: 'the daemon',
  lkm: 'the kernel module',
  procCall: 'a /proc call',
  agent: 'the agent',
  jvm: 'the JVM',
  kernel: 'the kernel',
};

/** A failure class in plain words, as a title: `A page of survivors (From) was skipped while ...`. A class that is
 * not the migration's stays as it is. */
export function failureTitle(failureClass: string): string {
  const [, need, fate] = /^(\w+) frame, (.+)$/.exec(failureClass) ?? [];
  if (need !== undefined && Object.hasOwn(pages, need) && Object.hasOwn(fates, fate!)) {
    return `${pages[need as Need]} ${fates[fate!]}`;
  }
  if (Object.hasOwn(titles, failureClass)) return titles[failureClass]!;
  const [, start, rest] = /^(bit 0|stuck|for ever): (.+)$/.exec(failureClass) ?? [];
  if (start === 'bit 0') return `The transfer bit is 0 for a frame that is ${rest}`;
  if (start === 'stuck') return `Nothing can move: ${waiting(rest!)}`;
  if (start === 'for ever') return `For ever: ${waiting(rest!)}`;
  return failureClass;
}

/** `daemon awaitingReady, lkm idle` -> `the daemon in awaitingReady, the kernel module in idle`. */
function waiting(place: string): string {
  return place
    .split(', ')
    .map((part) => {
      const [name = '', state] = part.split(' ');
      return state !== undefined &&
        Object.hasOwn(processes, name) &&
        !part.slice(name.length + 1).includes(' ')
        ? `${processes[name]} in ${state}`
        : part;
    })
    .join(', ');
}
