import { designs, type Design } from '../../../models/design.ts';
import type { HazardName } from '../../../models/hazards.ts';
import { failingDesign, raceScenarios, type RaceScenario } from '../../../models/scenarios.ts';
import { scopes, type Scope } from '../../../models/scope.ts';

/** A design in an environment, which both Spin and skipover judge. */
export interface PeerCell {
  readonly name: string;
  readonly design: Design;
  readonly hazards: readonly HazardName[];
  readonly scope: Scope;
  /** Takes Spin half a minute and two gigabytes: judged only where all are asked for. */
  readonly isLarge: boolean;
}

/** Scenarios and hazards that the Promela model has the steps of. */
const numbers: readonly number[] = [1, 2, 3, 4, 5];
const known: readonly HazardName[] = ['livePageLeavesYoung', 'remap'];

function cellsOf(race: RaceScenario): PeerCell[] {
  const { number, hazards } = race;
  // Promela has the machine of scope quick and its budgets; others have no Old page.
  const scope = race.scope === scopes.quick ? race.scope : scopes.ci;
  const failing = failingDesign(race);
  const environment = { hazards, scope };
  const isLarge = number >= 3;
  const cells: PeerCell[] = [
    { name: `scenario ${number}`, design: failing, ...environment, isLarge },
    { name: `scenario ${number}, hardened`, design: designs.hardened, ...environment, isLarge },
  ];
  // What the daemon does while it waits makes no difference to the later ones, but to their size.
  if (number < 3) return cells;
  const idle = (cell: PeerCell): PeerCell => ({
    ...cell,
    name: `${cell.name}, idle`,
    design: { ...cell.design, whilePreparing: 'idle' },
    isLarge: scope !== scopes.quick,
  });
  return [...cells, ...cells.map(idle)];
}

/** Every cell that is compared: the published design, and each scenario's failing and repaired one. */
export const peerCells: readonly PeerCell[] = [
  {
    name: 'published',
    design: designs.published,
    hazards: [],
    scope: scopes.quick,
    isLarge: false,
  },
  {
    name: 'published, handshake',
    design: { ...designs.published, firstUpdate: 'handshake' },
    hazards: [],
    scope: scopes.quick,
    isLarge: false,
  },
  ...raceScenarios
    .filter(({ number }) => numbers.includes(number))
    .filter(({ hazards }) => hazards.every((hazard) => known.includes(hazard)))
    .flatMap(cellsOf),
];

/** The same cell for `migration.pml`. Throws where the Promela model has no such switch value. */
export function promelaSwitches({ design, hazards, scope }: PeerCell): string[] {
  const lacking = (what: string): never => {
    throw new Error(`migration.pml has no ${what}`);
  };
  if (design.frameLoss === 'rewalk') lacking('frameLoss=rewalk');
  if (design.whilePreparing === 'keepIterating') lacking('whilePreparing=keepIterating');
  const hazardSwitches = hazards.map((hazard) => {
    if (hazard === 'livePageLeavesYoung') return 'LIVE_LEAVE';
    return hazard === 'remap' ? 'REMAP' : lacking(`hazard ${hazard}`);
  });
  const given: Readonly<Record<string, boolean>> = {
    SKIPPED_DEFER: design.skippedFrames === 'defer',
    // skipover reports a page before it is freed and once more at the end of the collection.
    NOTICE_BEFORE: design.shrinkNotice === 'beforeFree',
    NOTICE_TWICE: design.shrinkNotice === 'beforeFree',
    'UNSKIP_DIRTY=1': design.unskip === 'setBitAndDirty',
    AWAIT_IDLE: design.whilePreparing === 'idle',
    AWAIT_ONE_MORE: design.whilePreparing === 'oneMoreIteration',
    NOTIFIER: design.frameLoss === 'mmuNotifier',
    LEFT_CACHEKEYS: design.departedPages === 'byCache',
    WALK_UNLOCKED: design.pageTableWalk === 'unlocked',
    FIRST_UPDATE_HANDSHAKE: design.firstUpdate === 'handshake',
  };
  const names = Object.entries(given).flatMap(([name, holds]) => (holds ? [name] : []));
  const bounds = [`COLLECTIONS=${scope.collections}`, `RESIZES=${scope.resizes}`];
  return [...names, ...hazardSwitches, ...bounds].map((name) => `-D${name}`);
}
