import { observedProperties } from '../../../properties/every-size/all.ts';
import { alphaOf } from '../../migration/abstract/alpha.ts';
import {
  abstractMigration,
  type AbstractMigration,
  type AbstractMigrationOptions,
} from '../../migration/abstract/system.ts';
import type { Migration } from '../../migration/migration-system.ts';
import type { Scenario } from '../../migration/scenario.ts';
import { defineAbstraction, type Abstraction } from '../../proving/abstraction.ts';

/** Messages in flight in each netlink queue: fixed, while everything else may have any size. */
export interface Capacities {
  readonly toAgentMessages: number;
  readonly toLkmMessages: number;
}

/** What a machine of any size looks like from one frame and one page, in a design and under hazards. */
export function observedMigration(
  { design, hazards }: Pick<Scenario, 'design' | 'hazards'>,
  capacities: Capacities,
  mutate?: AbstractMigrationOptions['mutate'],
): AbstractMigration {
  return abstractMigration({
    design,
    hazards,
    ...capacities,
    properties: (machine, controls) => observedProperties({ machine, controls, design }),
    ...(mutate === undefined ? {} : { mutate }),
  });
}

/** The capacities of a proof: all that one migration sends to an application, one more for a second round. */
export function provedCapacities({ design }: Pick<Scenario, 'design'>): Capacities {
  return { toAgentMessages: design.readiness === 'twoPhase' ? 4 : 3, toLkmMessages: 3 };
}

/** The queue capacities of a concrete migration. */
export function capacitiesOf({ machine }: Migration): Capacities {
  return {
    toAgentMessages: machine.lkmToApplications[0]!.capacity,
    toLkmMessages: machine.agentToLkm.capacity,
  };
}

const ghosts = {
  poisonWasRead: 'of the observed frame and page here, of all frames there',
  trespassed: 'of the observed frame here, of all frames there',
};

/** Connects a migration of one size with that of every size: an element is a frame and a page of the heap. */
export function migrationAbstraction(
  concrete: Migration,
  abstract: AbstractMigration,
): Abstraction {
  const { frames, heapPages } = concrete.machine.memory;
  const alpha = alphaOf(concrete, abstract);
  const observed = { frame: 0, page: 0 };
  return defineAbstraction({
    concrete: concrete.system,
    abstract: abstract.system,
    elements: frames * heapPages,
    alpha: (words, element, out) => {
      observed.frame = Math.floor(element / heapPages);
      observed.page = element % heapPages;
      alpha(words, observed, out);
    },
    ghosts,
    lemmas: ['S1'],
    concerned: concernedBy(concrete),
    nameOf: (element) => `frame ${Math.floor(element / heapPages)}, page ${element % heapPages}`,
  });
}

/** Frames and pages whose bits or entries a step changes, in pairs. */
function concernedBy({
  system,
  machine: { memory },
}: Migration): (before: Uint32Array, after: Uint32Array) => readonly number[] {
  const ofFrame = new Set(['owner', 'dirty', 'send', 'transfer', 'stale', 'poison', 'shared']);
  return (before, after) => {
    const frames = new Set<number>();
    const pages = new Set<number>();
    for (const { field, index, from, to } of system.layout.changes(before, after)) {
      if (ofFrame.has(field)) frames.add(index);
      else if ((field === 'pageTable' || field === 'cache') && index < memory.heapPages) {
        pages.add(index);
        for (const entry of [from, to]) if (entry > 0) frames.add(entry - 1);
      }
    }
    for (let page = 0; page < memory.heapPages; page++) {
      const entry = memory.pageTable.get(before, page);
      if (entry > 0 && frames.has(entry - 1)) pages.add(page);
    }
    const elements: number[] = [];
    for (const frame of frames) {
      for (const page of pages) elements.push(frame * memory.heapPages + page);
    }
    return elements;
  };
}
