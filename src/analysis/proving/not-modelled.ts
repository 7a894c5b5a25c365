import type { Design } from '../../../models/design.ts';
import type { HazardName } from '../../../models/hazards.ts';
import { InputError } from '../../foundation/input-error.ts';
import type { Scenario } from '../../migration/scenario.ts';

/** Hazards that have no abstract meaning yet, and why. */
export const hazardsNotModelled: Partial<Readonly<Record<HazardName, string>>> = {
  secondMigration: 'the order of attempts has no bound, and the abstraction keeps one attempt',
  twoApps: 'the abstraction has one application',
  hostileRanges: 'the abstraction has one application, which reports its own memory',
};

/** Values of switches that have no abstract meaning yet, and why. */
const valuesNotModelled: {
  readonly [Name in keyof Design]?: Readonly<Record<string, string>>;
} = {
  pageTableWalk: {
    unlocked: 'an entry that was read and not acted on is no part of the abstract state',
  },
  switchover: {
    atOnce: 'frames that follow the VM have no abstract meaning',
    afterOneIteration: 'frames that follow the VM have no abstract meaning',
  },
  transferBitRead: {
    perBatch: 'the bits as the daemon copied them are no part of the abstract state',
    perIteration: 'the bits as the daemon copied them are no part of the abstract state',
  },
  pageEncoding: { delta: 'the copy that a daemon keeps is no part of the abstract state' },
  transferMap: { twoBits: 'the second bit of the map is no part of the abstract state' },
};

/** Throws `InputError('configuration')`, with the reason, where a design or a hazard has no abstract meaning. */
export function requireModelled({ design, hazards }: Pick<Scenario, 'design' | 'hazards'>): void {
  for (const hazard of hazards) {
    const reason = hazardsNotModelled[hazard];
    if (reason !== undefined) refuse(`hazard '${hazard}'`, reason);
  }
  for (const [name, values] of Object.entries(valuesNotModelled)) {
    const value = design[name as keyof Design];
    const reason = values[value];
    if (reason !== undefined) refuse(`${name}=${value}`, reason);
  }
}

function refuse(what: string, reason: string): never {
  throw new InputError('configuration', `${what} cannot be proved for every size: ${reason}`);
}
