import type { Design, SwitchName } from '../../models/design.ts';
import { InputError } from '../../src/foundation/input-error.ts';

/**
 * The switches whose values this implementation does not all know, and those that it does. Switches
 * that only matter to what never happens here (lost messages, aborts, a second application, forks,
 * post-copy) have no row: every value does the same.
 */
const known: { readonly [Name in SwitchName]?: readonly Design[Name][] } = {
  assistance: ['transferBitmap'],
  shrinkNotice: ['afterFree'],
  whilePreparing: ['announceThenClean', 'oneMoreIteration', 'idle'],
  lastClean: ['afterSuspend'],
  pageTableWalk: ['serialized'],
  transferBitRead: ['live'],
  readiness: ['oneRound'],
  freeFrames: ['sent'],
  hotFrames: ['sent'],
  switchover: ['afterLastIteration'],
  pageEncoding: ['plain'],
  zeroPages: ['asOthers'],
  transferMap: ['oneBit'],
};

/** @throws InputError('configuration') at a value that this implementation does not know */
export function requireSupported(design: Design): void {
  for (const [name, values] of Object.entries(known)) {
    const value = design[name as SwitchName];
    if ((values as readonly string[]).includes(value)) continue;
    throw new InputError(
      'configuration',
      `${name}=${value} is not implemented for a real JVM; known: ${values.join(', ')}`,
    );
  }
}
