import type { Design } from '../../models/design.ts';
import { Daemon, type DaemonNumbers, type FrameLink, type IterationCount } from './daemon.ts';
import { Director, Divergence, type PlayedStep } from './director.ts';
import { Gates } from './gates.ts';
import { GuestModule } from './guest-module.ts';
import { Guest } from './guest.ts';
import { JvmAgent } from './jvm-agent.ts';
import type { NativeParts } from './native-parts.ts';
import type { GuestHistory } from './races.ts';
import type { ScheduledStep } from './schedule.ts';

/** What became of a guest that was migrated on a schedule. */
export interface MigrationOutcome {
  /** `stuck`: nothing moved any more. `diverged`: the implementation left the schedule. */
  readonly outcome: 'runs on' | 'data wrong' | 'JVM died' | 'stuck' | 'diverged';
  readonly detail: string;
  /** Blocks of the program, and frames of the second process, that have lost their content. */
  readonly wrongBlocks: number;
  readonly wrongFrames: number;
  /** Frames whose bit was 1 and whose copy differs: what the protocol promised to send and did not. */
  readonly staleFrames: number;
  /** Frames that were skipped and differ: garbage, or filler of allocation buffers. */
  readonly skippedFrames: number;
  readonly frames: number;
  readonly iterations: readonly IterationCount[];
  readonly steps: readonly PlayedStep[];
}

export interface ScheduledMigration {
  readonly history: GuestHistory;
  readonly design: Design;
  readonly numbers: DaemonNumbers;
  readonly schedule: readonly ScheduledStep[];
}

/** Nothing has moved for so long, and the daemon waits: stuck. */
const stuckMs = 400;

/** Starts a guest, migrates it on the schedule onto its own memory, and asks its programs how they are. */
export async function migrateOnSchedule(
  native: NativeParts,
  { history, design, numbers, schedule }: ScheduledMigration,
): Promise<MigrationOutcome> {
  const guest = await Guest.start(native, history.settings);
  try {
    for (const command of history.before) await guest.ask(command);
    await guest.readSpaces();
    guest.divide();
    const before = guest.memory.pageTable();
    const gates = new Gates({ isOpen: false });
    const { daemon } = connect({ guest, gates, design, numbers });
    const freed = (): number[] => {
      const now = guest.memory.pageTable();
      return [...before.keys()].filter((page) => before[page] !== 0 && now[page] === 0);
    };
    const director = new Director({ gates, guest, allocate: history.allocate, freed });
    const migrated = daemon.run().then(() => 'done' as const);
    try {
      await director.play(schedule);
    } catch (error) {
      if (!(error instanceof Divergence)) throw error;
      return diverged(error.message, { daemon, steps: director.played });
    }
    gates.openAll();
    if (!(await finishes(migrated, gates))) {
      const stuck = diverged('the daemon waits, and nobody moves', {
        daemon,
        steps: director.played,
      });
      return { ...stuck, outcome: 'stuck' };
    }
    return await judged(guest, { daemon, steps: director.played });
  } finally {
    guest.close();
  }
}

/** Whether the migration completes; not if the daemon waits and nothing has moved for long. */
async function finishes(migrated: Promise<'done'>, gates: Gates): Promise<boolean> {
  for (;;) {
    const moved = gates.moves;
    const end = await Promise.race([migrated, gates.until(() => false, stuckMs)]);
    if (end === 'done') return true;
    if (gates.moves === moved && gates.offersOf('daemon') !== undefined) return false;
  }
}

/** A link that costs no time. */
const atOnce: FrameLink = { take: async () => {}, drained: async () => {} };

/** Puts daemon, module and agent together, and starts module and agent. */
export function connect({
  guest,
  gates,
  design,
  numbers,
  link = atOnce,
}: {
  readonly guest: Guest;
  readonly gates: Gates;
  readonly design: Design;
  readonly numbers: DaemonNumbers;
  readonly link?: FrameLink;
}): { readonly daemon: Daemon; readonly held: () => number | undefined } {
  const { memory } = guest;
  const module: GuestModule = new GuestModule({
    gates,
    memory,
    design,
    report: (message) => agent.hear(message),
  });
  const agent: JvmAgent = new JvmAgent({
    gates,
    module,
    design,
    heapLow: guest.heapLow,
    enforceCollection: () => guest.jvm.enforceCollection(),
    readSpaces: () => guest.readSpaces(),
  });
  guest.onStop = (stop) => void agent.stop(stop);
  const daemon = new Daemon({
    gates,
    memory,
    module,
    design,
    numbers,
    pause: () => guest.pause(),
    goOn: () => guest.goOn(),
    isHeld: () => agent.holds || !module.isRegistered,
    link,
  });
  void module.run();
  void agent.run();
  return { daemon, held: () => agent.heldSinceMs };
}

function diverged(
  detail: string,
  { daemon, steps }: { readonly daemon: Daemon; readonly steps: readonly PlayedStep[] },
): MigrationOutcome {
  const { iterations } = daemon;
  const nothing = { wrongBlocks: 0, wrongFrames: 0, staleFrames: 0, skippedFrames: 0, frames: 0 };
  return { outcome: 'diverged', detail, ...nothing, iterations, steps };
}

/** Asks the programs: they know what their objects should hold. The comparison of pages is extra. */
async function judged(
  guest: Guest,
  { daemon, steps }: { readonly daemon: Daemon; readonly steps: readonly PlayedStep[] },
): Promise<MigrationOutcome> {
  guest.onStop = undefined;
  let answer = await guest.ask('verify');
  // A collection follows every reference: what is not there any more ends the JVM.
  if (wrongIn(answer) === 0 && (await guest.ask('collect')) !== undefined) {
    answer = await guest.ask('verify');
  }
  const wrongBlocks = wrongIn(answer) ?? 0;
  const wrongFrames = await guest.tenant.wrong();
  const { differing, bitsAtEnd } = daemon;
  const staleFrames = differing.filter((frame) => bitsAtEnd[frame] === 1).length;
  const isDead = answer === undefined;
  return {
    outcome: isDead ? 'JVM died' : wrongBlocks + wrongFrames > 0 ? 'data wrong' : 'runs on',
    detail: isDead
      ? (guest.jvm.ended ?? 'the JVM does not answer')
      : `${answer}; second process: ${wrongFrames} wrong`,
    wrongBlocks,
    wrongFrames,
    staleFrames,
    skippedFrames: differing.length - staleFrames,
    frames: guest.memory.frames,
    iterations: daemon.iterations,
    steps,
  };
}

/** `wrong N of M` as a number. */
function wrongIn(answer: string | undefined): number | undefined {
  return answer === undefined ? undefined : Number(answer.split(' ')[1]);
}
