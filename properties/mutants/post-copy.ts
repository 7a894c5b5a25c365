import { always, asks, does } from './changes.ts';
import type { Mutant } from './mutant.ts';
import { calm } from './configurations.ts';

const following = calm({ switchover: 'atOnce' });
const answeringAlways = calm({ switchover: 'atOnce', resendPolicy: 'always' });

const absentWhereSkipped = calm({ switchover: 'atOnce', skippedAtDestination: 'absent' });

/** The VM moves before its frames. */
export const postCopyMutants: readonly Mutant[] = [
  {
    name: 'late-frame-copied',
    title: 'a frame that comes a second time is copied over what the guest has written since',
    switches: { duplicateFrames: 'overwrite' },
    configurations: [answeringAlways],
    fate: { killedBy: 'S3' },
  },
  {
    name: 'absent-frame-not-guarded',
    title: 'frames that are to follow are not watched: a touch finds what was there before',
    changes: [
      does('destination', 'runVm', (original, { memory }) => (words, choice) => {
        original(words, choice);
        for (let frame = 0; frame < memory.frames; frame++) memory.absent?.set(words, frame, 0);
      }),
    ],
    configurations: [following],
    fate: { killedBy: 'S3' },
  },
  {
    name: 'last-frame-not-pushed',
    title: 'the page server ends before the last frame',
    changes: [
      asks('pageServer', 'everyFrameIsSent', ({ memory, paging }) => (words) => {
        return paging!.cursor.get(words, 0) >= memory.frames - 1 && !paging!.pages.isFull(words);
      }),
    ],
    configurations: [following],
    fate: { killedBy: 'S1' },
  },
  {
    name: 'source-lets-go-before-arrival',
    title: 'the source gives its copy up as soon as the VM runs elsewhere',
    changes: [always('daemon', 'everyFrameHasArrived', true)],
    configurations: [following],
    fate: { killedBy: 'S1' },
  },
  {
    name: 'requested-frame-taken-for-sent',
    title: 'the page server counts a frame that is asked for as sent, and does not send it',
    changes: [
      does('pageServer', 'turnToRequested', (original, { memory, paging }) => (words, choice) => {
        memory.send.set(words, paging!.returnPath.read(words, 'frame'), 0);
        original(words, choice);
        paging!.cursor.set(words, 0, memory.frames);
      }),
    ],
    configurations: [following],
    fate: { killedBy: 'S1' },
  },
  {
    name: 'skipped-frame-left-absent',
    title: 'frames that nobody sends stay absent when all that was sent has come',
    changes: [
      does('pager', 'zeroAbsentFrames', (_original, { paging }) => (words) => {
        paging!.awaited.set(words, 0, 0);
      }),
    ],
    configurations: [absentWhereSkipped],
    fate: { killedBy: 'S9' },
  },
  {
    name: 'waiting-access-not-woken',
    title: 'an access that waits for a skipped frame is not woken at the end',
    changes: [
      does('pager', 'zeroAbsentFrames', (_original, { memory }) => (words) => {
        for (let frame = 0; frame < memory.frames; frame++) memory.absent?.set(words, frame, 0);
      }),
    ],
    configurations: [absentWhereSkipped],
    fate: { killedBy: 'S9' },
  },
];
