import { copyBits, fillBits, nextSetBit } from '../../src/layout/bitmap.ts';
import { owners } from '../../src/migration/memory.ts';
import type { Machine } from '../../src/migration/machine.ts';
import { always, does, forgets, other } from './changes.ts';
import type { Mutant } from './mutant.ts';
import { calm, shrinking, stopping, under } from './configurations.ts';

/** Leaves frames out of the send set that has just been made. */
function leaveOut(
  { memory, daemon }: Machine,
  words: Uint32Array,
  isLeftOut: (frame: number) => boolean,
): void {
  for (let frame = 0; frame < memory.frames; frame++) {
    if (isLeftOut(frame)) memory.send.set(words, frame, 0);
  }
  daemon.cursor.set(words, 0, nextSetBit(words, memory.send, 0));
}

/** What the daemon does to a frame, and to its sets of frames, while the VM runs. */
const scanning: readonly Mutant[] = [
  {
    name: 'send-forgotten',
    title: 'a frame is marked as handled and not sent',
    changes: [
      does('daemon', 'sendFrame', (_original, machine) => (words) => {
        const frame = machine.daemon.cursor.get(words, 0);
        machine.memory.send.set(words, frame, 0);
        machine.daemon.cursor.set(words, 0, nextSetBit(words, machine.memory.send, frame + 1));
      }),
    ],
    configurations: [calm()],
    fate: { killedBy: 'S1' },
  },
  {
    name: 'first-iteration-incomplete',
    title: 'iteration 1 leaves out the first frame',
    changes: [
      does('daemon', 'startAttempt', (original, machine) => (words, choice) => {
        original(words, choice);
        leaveOut(machine, words, (frame) => frame === 0);
      }),
    ],
    configurations: [calm(), shrinking()],
    fate: { killedBy: 'S1' },
  },
  {
    name: 'peek-clears',
    title: 'PEEK clears what it reads',
    changes: [
      does('daemon', 'peekBatch', (original, { memory, daemon }) => (words, choice) => {
        original(words, choice);
        const end = daemon.batchEnd.get(words, 0);
        for (let frame = daemon.batchStart.get(words, 0); frame < end; frame++) {
          memory.dirty.set(words, frame, 0);
        }
      }),
    ],
    configurations: [calm()],
    fate: { killedBy: 'S1' },
  },
  {
    name: 'peek-bits-outlive-the-batch',
    title: 'PEEK bits are read where the batch is over',
    changes: (['sendFrame', 'skipFrame', 'passOverFrame'] as const).map((action) =>
      does('daemon', action, (original, { memory }) => (words, choice) => {
        const seen = memory.peeked;
        const before = Array.from({ length: seen.length }, (_, at) => seen.get(words, at));
        original(words, choice);
        before.forEach((bit, at) => seen.set(words, at, bit));
      }),
    ),
    configurations: [calm()],
    fate: { killedBy: 'S1' },
  },
  {
    name: 'everything-passed-over',
    title: 'every frame counts as dirty again',
    changes: [always('daemon', 'frameIsDirtyAgain', true)],
    configurations: [calm()],
    fate: { killedBy: 'S1' },
  },
  {
    name: 'clean-yields-nothing',
    title: 'CLEAN clears the log before it is copied',
    changes: [
      does('daemon', 'cleanForNextIteration', (original, { memory }) => (words, choice) => {
        fillBits(words, memory.dirty, 0);
        original(words, choice);
      }),
    ],
    configurations: [calm()],
    fate: { killedBy: 'S1' },
  },
  {
    name: 'break-before-send',
    title: 'the loop ends after a CLEAN, before what it yielded is sent',
    changes: [
      other('daemon', {
        state: 'stopping.announced',
        event: 'clean',
        becomes: { target: '#daemon.awaitingReady' },
      }),
    ],
    configurations: [calm()],
    fate: { killedBy: 'S1' },
  },
  {
    name: 'deferred-only-if-dirty',
    title: 'a skipped frame is deferred only if it is in the log again',
    changes: [
      does('daemon', 'skipFrame', (original, { memory, daemon }) => (words, choice) => {
        const frame = daemon.cursor.get(words, 0);
        const before = memory.deferred.get(words, frame);
        const isDirty = memory.dirty.get(words, frame);
        original(words, choice);
        memory.deferred.set(words, frame, before | isDirty);
      }),
    ],
    configurations: [calm()],
    fate: { killedBy: 'S1' },
  },
  {
    name: 'deferred-forgotten-with-the-send-set',
    title: 'the deferred set is emptied when the send set is',
    changes: (['sendFrame', 'skipFrame', 'passOverFrame'] as const).map((action) =>
      does('daemon', action, (original, { memory, daemon }) => (words, choice) => {
        original(words, choice);
        if (daemon.cursor.get(words, 0) === memory.frames) fillBits(words, memory.deferred, 0);
      }),
    ),
    configurations: [calm()],
    fate: { killedBy: 'S1' },
  },
  {
    name: 'log-never-enabled',
    title: 'the hypervisor is not asked to log writes',
    changes: [
      does('daemon', 'startAttempt', (original, { memory }) => (words, choice) => {
        original(words, choice);
        memory.logsDirty.set(words, 0, 0);
      }),
    ],
    configurations: [calm()],
    fate: { killedBy: 'S1' },
  },
  {
    name: 'log-not-awaited',
    title: 'the daemon reads before the hypervisor has confirmed that it logs',
    changes: [always('daemon', 'awaitsBegun', true)],
    configurations: [under(['readBeforeLogging'])],
    fate: { killedBy: 'S1' },
  },
];

/** The suspension and the last iteration. */
const ending: readonly Mutant[] = [
  {
    name: 'last-clean-forgotten',
    title: 'the last CLEAN is forgotten',
    changes: [forgets('daemon', 'cleanForLastIteration')],
    configurations: [calm()],
    fate: { killedBy: 'S1' },
  },
  {
    name: 'deferred-forgotten-at-the-end',
    title: 'the last iteration is made of the log alone',
    changes: [
      does('daemon', 'cleanForLastIteration', (original, { memory }) => (words, choice) => {
        fillBits(words, memory.deferred, 0);
        original(words, choice);
      }),
    ],
    configurations: [calm()],
    fate: { killedBy: 'S1' },
  },
  {
    name: 'last-send-set-is-the-deferred-set',
    title: 'the deferred set replaces the log in place of being added to it',
    changes: [
      does('daemon', 'cleanForLastIteration', (original, { memory }) => (words, choice) => {
        fillBits(words, memory.dirty, 0);
        original(words, choice);
      }),
    ],
    configurations: [calm()],
    fate: { killedBy: 'S1' },
  },
  {
    name: 'unowned-frames-left-out',
    title: 'the last iteration leaves out what nobody holds, though its bit is 1',
    changes: [
      does('daemon', 'cleanForLastIteration', (original, machine) => (words, choice) => {
        original(words, choice);
        const { owner } = machine.memory;
        leaveOut(machine, words, (frame) => owner.get(words, frame) === owners.free);
      }),
    ],
    configurations: [shrinking()],
    fate: { killedBy: 'S1' },
  },
  {
    name: 'bits-ignored-at-the-end',
    title: 'the last iteration sends log and deferred set whatever the bits say',
    changes: [
      other('daemon', {
        state: 'stopAndCopy',
        event: 'scan',
        at: 1,
        becomes: { actions: 'sendFrame' },
      }),
    ],
    configurations: [calm()],
    fate: { killedBy: 'P2' },
  },
  {
    name: 'activated-before-all-is-sent',
    title: 'the destination is activated in the middle of the last iteration',
    changes: [
      other('daemon', {
        state: 'stopAndCopy',
        event: 'scan',
        at: 0,
        becomes: { guard: 'batchIsScanned' },
      }),
    ],
    configurations: [calm()],
    fate: { killedBy: 'S1' },
  },
  {
    name: 'last-iteration-skips-dirty-frames',
    title: 'the last iteration passes over what PEEK would show, though nothing comes after it',
    changes: [
      does('daemon', 'cleanForLastIteration', (original, machine) => (words, choice) => {
        const { memory } = machine;
        const handled = Array.from({ length: memory.frames }, (_, frame) =>
          memory.lastSend.get(words, frame),
        );
        copyBits(words, memory.dirty, memory.lastSend);
        original(words, choice);
        leaveOut(machine, words, (frame) => frame >= memory.frames - 1 && handled[frame] === 0);
      }),
    ],
    configurations: [calm()],
    fate: { killedBy: 'S1' },
  },
  {
    name: 'vm-not-paused',
    title: 'the daemon goes on to the last CLEAN, and the VM runs on',
    changes: [
      other('daemon', {
        state: 'suspending.running',
        event: 'suspendVm',
        at: 3,
        becomes: { actions: undefined },
      }),
    ],
    configurations: [calm()],
    fate: { killedBy: 'S1' },
  },
  {
    name: 'suspended-before-the-guest-is-ready',
    title: 'the daemon suspends after its last live iteration, and does not wait to be asked',
    changes: [
      other('daemon', {
        state: 'iterating.deciding',
        event: 'decide',
        at: 0,
        becomes: { target: '#daemon.suspending' },
      }),
    ],
    configurations: [calm()],
    fate: { killedBy: 'S7' },
  },
];

/** Who runs, and who is informed. */
const handingOver: readonly Mutant[] = [
  {
    name: 'source-resumes-though-the-destination-runs',
    title: 'the destination runs the VM and says that it could not',
    changes: [
      other('destination', {
        state: 'starting',
        event: 'start',
        at: 0,
        becomes: { actions: ['runVm', 'notifyFailed'] },
      }),
    ],
    configurations: [calm()],
    fate: { killedBy: 'S6' },
  },
  {
    name: 'handed-over-before-the-answer',
    title: 'the daemon asks the destination to run, and resumes the source meanwhile',
    changes: [
      does('daemon', 'askDestination', (original, { memory }) => (words, choice) => {
        original(words, choice);
        memory.vmRuns.set(words, 0, 1);
        memory.runsAtSource.set(words, 0, 1);
      }),
    ],
    configurations: [calm()],
    fate: { killedBy: 'S6' },
  },
  {
    name: 'failed-destination-ignored',
    title: 'the destination could not start the VM, and the source does not take it back',
    changes: [
      other('daemon', {
        state: 'handingOver',
        event: 'failed',
        becomes: { actions: undefined },
      }),
    ],
    configurations: [under(['destinationFails'])],
    fate: { killedBy: 'S6' },
  },
  {
    name: 'destination-fails-in-silence',
    title: 'the destination could not start the VM, and informs nobody',
    changes: [
      other('destination', {
        state: 'starting',
        event: 'start',
        at: 1,
        becomes: { actions: undefined },
      }),
    ],
    configurations: [under(['destinationFails'])],
    fate: { killedBy: 'D' },
  },
  {
    name: 'abort-leaves-the-vm-paused',
    title: 'a migration that fails in its last iteration does not resume the VM',
    changes: [
      other('daemon', {
        state: 'stopAndCopy',
        event: 'abort',
        becomes: { actions: 'rememberAbort' },
      }),
    ],
    configurations: [under(['abort'])],
    fate: { killedBy: 'S6' },
  },
  {
    name: 'abort-not-announced',
    title: 'the LKM does not hear that the attempt was given up',
    changes: [forgets('daemon', 'notifyAborted')],
    configurations: [under(['abort'])],
    fate: { killedBy: 'D' },
  },
  {
    name: 'resumption-not-announced',
    title: 'the LKM does not hear that the VM has resumed',
    changes: [forgets('daemon', 'notifyResumed')],
    configurations: [calm()],
    fate: { killedBy: 'D' },
  },
  {
    name: 'recheck-not-announced',
    title: 'the daemon finds that an application has released its pages, and does not say so',
    changes: [forgets('daemon', 'notifyRecheck')],
    configurations: [under(['suspendRefused'])],
    fate: { killedBy: 'D' },
  },
];

/** Which stop test ends the iterations. */
const stopTests: readonly Mutant[] = [
  {
    name: 'few-frames-never-tested',
    title: 'the daemon does not ask how few frames are left',
    changes: [always('daemon', 'fewFramesAreLeft', false)],
    configurations: [stopping()],
    fate: { killedBy: 'L3' },
  },
  {
    name: 'traffic-never-tested',
    title: 'the daemon does not ask how much it has sent',
    changes: [always('daemon', 'trafficIsUsedUp', false)],
    configurations: [stopping()],
    fate: { killedBy: 'L3' },
  },
];

export const daemonMutants: readonly Mutant[] = [
  ...scanning,
  ...stopTests,
  ...ending,
  ...handingOver,
];
