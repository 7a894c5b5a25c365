import type { TraceStep } from '../../src/subject/trace.ts';
import { InputError } from '../../src/foundation/input-error.ts';
import type { Offer } from './gates.ts';

/** How a step of the model is taken by the implementation. */
export type Role =
  /** A process of the implementation stops there, and is let through. */
  | { readonly kind: 'gate'; readonly offer: Offer }
  /** The environment does it: the program allocates, the kernel gives a frame away. */
  | {
      readonly kind: 'environment';
      readonly act: 'allocate' | 'collect' | 'take';
      readonly opens?: Offer;
    }
  /** It happens inside a step before it: no place to stop there. */
  | { readonly kind: 'inside'; readonly why: string };

export interface ScheduledStep {
  readonly step: TraceStep;
  readonly role: Role;
}

/** A model's page or frame stands for one part of the real memory, in this order. */
export const partNames = ['Old', 'Eden', 'lower survivor space', 'upper survivor space'] as const;

/**
 * Reads what each step of a counterexample means for the implementation.
 *
 * @throws InputError('data') at a step of a kind that the implementation does not know
 */
export function scheduleOf(steps: readonly TraceStep[], file: string): ScheduledStep[] {
  let isCopying = false;
  return steps.map((step, index) => {
    const { process, step: event } = step;
    const isFirstCopy = event === 'evacuate' && !isCopying;
    if (process === 'jvm') isCopying = event === 'evacuate' || (isCopying && event === 'forward');
    const role = roleOf(step, isFirstCopy);
    if (role !== undefined) return { step, role };
    const where = `${file}: step ${index + 1} (${process} ${event})`;
    throw new InputError('data', `${where} has no counterpart in this implementation`);
  });
}

const plain: Readonly<Record<string, readonly string[]>> = {
  daemon: [
    'migrate',
    'announce',
    'begun',
    'decide',
    'enterLast',
    'clean',
    'guestReady',
    'suspendVm',
    'activate',
    'running',
    'notify',
  ],
  lkm: ['begin', 'enterLast', 'areas', 'ready', 'conclude', 'vmResumed', 'release'],
  procCall: ['shrunk', 'enter'],
  agent: ['query', 'prepare', 'onCallback', 'onReturn', 'release'],
  jvm: ['finish', 'resume'],
};

function roleOf(step: TraceStep, isFirstCopy: boolean): Role | undefined {
  const { process, step: event } = step;
  if (plain[process]?.includes(event) === true) return gate({ process, event });
  switch (`${process} ${event}`) {
    case 'daemon scan':
      return scan(step);
    case 'lkm walk':
      return gate({
        process,
        event,
        part: step.to.endsWith('atPage') ? cursorOf(step, 'lkmCursor') : 'end',
      });
    case 'lkm update':
      return update(step);
    case 'procCall unskip':
      return gate({
        process,
        event,
        part: step.to === 'unskipping' ? cursorOf(step, 'callCursor') : 'end',
      });
    case 'agent report':
      return gate({ process, event, phase: step.to === 'holding' ? 'ready' : 'areas' });
    case 'jvm collectEnforced':
      return gate({ process: 'safepoint', event });
    case 'jvm allocate':
      return { kind: 'environment', act: 'allocate' };
    case 'jvm moveBoundary':
      return { kind: 'environment', act: 'collect', opens: { process, event } };
    case 'kernel take':
      return { kind: 'environment', act: 'take' };
    case 'jvm evacuate':
      return isFirstCopy ? gate({ process, event }) : inside('HotSpot copies without a stop');
    case 'jvm forward':
      return inside('HotSpot copies without a stop');
    case 'jvm resize':
      return inside('HotSpot sizes Young without a stop');
    case 'jvm unmap':
      return unmap(step);
    case 'destination activate':
    case 'destination start':
      return inside('the image was written over the memory');
    default:
      return undefined;
  }
}

function gate(offer: Offer): Role {
  return { kind: 'gate', offer };
}

function inside(why: string): Role {
  return { kind: 'inside', why };
}

function changed({ changes }: TraceStep, field: string): number | undefined {
  return changes.find((change) => change.field === field)?.index;
}

/** The page that a loop has just done. */
function cursorOf({ changes }: TraceStep, field: string): number {
  return changes.find((change) => change.field === field)!.from;
}

function scan(step: TraceStep): Role {
  const part = changed(step, 'send');
  if (part !== undefined) return gate({ process: 'daemon', event: 'scan', part });
  if (step.from !== step.to) return gate({ process: 'daemon', event: 'scan', part: 'end' });
  return inside('the daemon PEEKs at the start of a batch');
}

function update(step: TraceStep): Role {
  const phase = ['comparing', 'joining', 'leaving'].find((name) => step.from.includes(name))!;
  const isOver = !step.to.includes(phase);
  const part = isOver ? ('end' as const) : cursorOf(step, 'lkmCursor');
  return gate({ process: 'lkm', event: 'update', phase, part });
}

function unmap(step: TraceStep): Role {
  const { process, step: event } = step;
  if (changed(step, 'pageTable') !== undefined) return gate({ process, event, phase: 'frames' });
  if (changed(step, 'transfer') !== undefined) return gate({ process, event, phase: 'notifier' });
  return inside('HotSpot gives the range back in one call');
}
