import { needsAssistance, type PropertyFamily } from './family.ts';

/**
 * S8. No application's message clears the bit of a frame that the application does not hold alone. A bit
 * that is set again late, after its frame has gone to somebody else, is the protocol's own repair and
 * costs a frame sent at worst: only clearing is judged.
 */
export const isolation: PropertyFamily = {
  id: 'S8',
  title: 'Isolation: no message clears the bit of a frame that is not its sender’s alone',
  unasked: needsAssistance,
  define: ({ machine }) => {
    const { transfer, trespassed, frames } = machine.memory;
    return {
      id: 'S8',
      title: 'Isolation',
      exercised: (words) => {
        for (let frame = 0; frame < frames; frame++) {
          if (transfer.get(words, frame) === 0) return true;
        }
        return false;
      },
      violation: (words) =>
        trespassed.get(words, 0) === 1
          ? {
              failureClass: 'foreign bit cleared',
              detail: 'the bit of a frame was cleared that its reporter does not hold alone',
            }
          : undefined,
    };
  },
};
