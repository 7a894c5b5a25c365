import { nextSetBit } from '../src/layout/bitmap.ts';
import { framesFollow } from '../src/migration/switchover.ts';
import type { Clause } from '../src/system/definition.ts';
import type { PropertyFamily } from './family.ts';

/**
 * S9. Where frames follow the VM: when the source gives its copy up, no frame is absent at the destination and
 * no access waits for one. Nobody could answer it any more: the access would block for ever, and no other
 * process would notice.
 */
export const nothingAwaited: PropertyFamily = {
  id: 'S9',
  title: 'Nothing awaited: no frame is absent and no access waits when the source is released',
  unasked: ({ design }) => (framesFollow(design) ? undefined : 'no frame follows the VM'),
  define: ({ machine, controls }) => {
    const { memory, paging } = machine;
    const { absent } = memory;
    const firstAbsent = (words: Uint32Array): number =>
      absent === undefined ? memory.frames : nextSetBit(words, absent, 0);
    const isFollowing = controls.in('daemon', ['following.awaitingArrival']);
    const clauses: readonly Clause[] = [
      {
        title: 'no frame is absent when the source is released',
        violation: (words) => {
          const frame = firstAbsent(words);
          if (frame === memory.frames) return undefined;
          return {
            about: { field: 'absent', index: frame },
            failureClass: 'frame absent for ever',
            detail: `frame ${frame} is absent, and nobody is left who could send it`,
          };
        },
      },
      {
        title: 'no access waits when the source is released',
        violation: (words) => {
          const awaited = paging?.awaited.get(words, 0) ?? 0;
          if (awaited === 0) return undefined;
          return {
            about: { field: 'awaitedFrame', index: 0 },
            failureClass: 'access blocked for ever',
            detail: `an access waits for frame ${awaited - 1}, and nobody is left to answer`,
          };
        },
      },
    ];
    return {
      id: 'S9',
      title: 'Nothing awaited',
      at: { process: 'daemon', states: ['following.lettingGo'] },
      exercised: (words) => isFollowing(words) && firstAbsent(words) < memory.frames,
      clauses,
      violation: (words) => clauses[0]!.violation(words) ?? clauses[1]!.violation(words),
    };
  },
};
