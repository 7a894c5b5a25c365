import { nextSetBit } from '../src/layout/bitmap.ts';
import type { MigrationControls } from '../src/migration/chart-names.ts';
import type { Machine } from '../src/migration/machine.ts';
import type { Violation } from '../src/system/definition.ts';
import type { MigrationProperty } from './family.ts';
import { forEachLiveFrame, needPhrases } from './truth.ts';

/**
 * S1 where the VM runs at the destination and its frames follow (post-copy). When the source is about to give
 * its copy up, every live frame is at the destination with its newest content: it has arrived, and no
 * later arrival of an older copy has undone what the guest wrote there since; and no frame that was to
 * follow is missing. That nothing is read before it has arrived is S3, asked in every state.
 */
export function nothingMissing(machine: Machine, controls: MigrationControls): MigrationProperty {
  const follows = controls.in('daemon', ['following']);
  return {
    id: 'S1',
    title: 'No lost page',
    at: { process: 'daemon', states: ['following.lettingGo'] },
    exercised: (words) => follows(words) && someLiveFrameIsAbsent(machine, words),
    clauses: [
      {
        title: 'no live frame is without content, or with old content, when the source releases',
        violation: (words) => wrongLiveFrame(machine, words),
      },
      {
        title: 'no frame that was to follow is missing',
        violation: (words) => missingFrame(machine, words),
      },
    ],
    violation: (words) => wrongLiveFrame(machine, words) ?? missingFrame(machine, words),
  };
}

/** Whether the guest could meet a frame that it needs and has not got. */
function someLiveFrameIsAbsent(machine: Machine, words: Uint32Array): boolean {
  let isAbsent = false;
  forEachLiveFrame(machine, words, (frame) => {
    isAbsent ||= machine.memory.absent?.get(words, frame) === 1;
  });
  return isAbsent;
}

function wrongLiveFrame(machine: Machine, words: Uint32Array): Violation | undefined {
  const { poison } = machine.memory;
  let found: Violation | undefined;
  forEachLiveFrame(machine, words, (frame, need) => {
    if (found !== undefined || poison.get(words, frame) === 0) return;
    found = {
      about: { field: 'poison', index: frame },
      failureClass: `${need} frame, content missing or old`,
      detail:
        `frame ${frame}, ${needPhrases[need]}, has not its newest content at the destination: ` +
        'it never arrived, or an older copy was put over it',
    };
  });
  return found;
}

function missingFrame({ memory }: Machine, words: Uint32Array): Violation | undefined {
  const frame = nextSetBit(words, memory.lastSend, 0);
  if (frame === memory.frames) return undefined;
  return {
    about: { field: 'lastSend', index: frame },
    failureClass: 'frame did not follow',
    detail: `frame ${frame} was to follow the VM, and has not arrived`,
  };
}
