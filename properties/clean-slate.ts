import { needsAssistance, type PropertyFamily } from './family.ts';

/**
 * S5. When the daemon first reads the bitmap in an attempt, no bit is 0 on account of an earlier one; and
 * the LKM acts on no area and no readiness of an earlier attempt.
 */
export const cleanSlate: PropertyFamily = {
  id: 'S5',
  title: 'Clean slate: no bit is 0 on account of an earlier migration',
  unasked: (setting) =>
    needsAssistance(setting) ??
    (setting.machine.memory.leftover === undefined ? 'there is one migration only' : undefined),
  define: ({ machine, controls, design }) => {
    const { memory, daemon } = machine;
    const { leftover, clearedEarlier, transferSeen } = memory;
    // Copied as the attempt starts, before the LKM has heard of it: what is 0 there is of an earlier one.
    const copiesAtStart = design.transferBitRead === 'perIteration';
    const isLeftOver = (words: Uint32Array, frame: number): boolean =>
      leftover?.get(words, frame) === 1 ||
      (copiesAtStart &&
        daemon.iteration.get(words, 0) === 1 &&
        transferSeen?.get(words, frame) === 0);
    const isScanning = controls.in('daemon', ['iterating.scanning']);
    const isSecond = (words: Uint32Array): boolean =>
      daemon.attemptsLeft.get(words, 0) < machine.size.numbers.migrations - 1;
    return {
      id: 'S5',
      title: 'Clean slate',
      exercised: (words) =>
        isScanning(words) && isSecond(words) && clearedEarlier?.get(words, 0) === 1,
      violation: (words) => {
        if (machine.epochs.actedOnOld?.get(words, 0) === 1) {
          return {
            failureClass: 'old message acted on',
            detail: 'the LKM acted on a message of an earlier attempt',
          };
        }
        if (leftover === undefined || !isScanning(words) || !isSecond(words)) return undefined;
        for (let frame = 0; frame < memory.frames; frame++) {
          if (!isLeftOver(words, frame)) continue;
          return {
            about: { field: 'transfer', index: frame },
            failureClass: 'bit left over',
            detail: `the transfer bit of frame ${frame} is still 0 from the migration before`,
          };
        }
        return undefined;
      },
    };
  },
};
