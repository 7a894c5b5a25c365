import { occupied } from './heap-spaces.ts';
import { pageBytes, pagesIn, without } from './ranges.ts';
import type { Guest } from './guest.ts';
import type { Gates, Offer } from './gates.ts';
import type { ScheduledStep } from './schedule.ts';

/** A step of the model beside what the implementation did for it. */
export interface PlayedStep {
  readonly process: string;
  readonly step: string;
  readonly model: string;
  /** What really happened; empty if nothing that anybody could see. */
  readonly real: string;
  readonly role: ScheduledStep['role']['kind'];
}

/** The implementation did not take a step of the schedule. */
export class Divergence extends Error {
  override readonly name = 'Divergence';
}

/** HotSpot did not do what the schedule's environment does: it is free not to. */
export class NotThisTime extends Error {
  override readonly name = 'NotThisTime';
}

export interface DirectorParts {
  readonly gates: Gates;
  readonly guest: Guest;
  /** The program's command for the model's `allocate`. */
  readonly allocate: string;
  /** Frames that the JVM had at the start of the migration. */
  readonly freed: () => readonly number[];
}

/** How long a process may take for a step before the run counts as diverged. */
const stepMs = 30_000;
const allocateMs = 30_000;

/** Plays a schedule: lets one process at a time through its gate, in the order of the trace. */
export class Director {
  readonly played: PlayedStep[] = [];
  /** The frames that were given to the second process. */
  readonly taken: number[] = [];
  readonly #parts: DirectorParts;

  constructor(parts: DirectorParts) {
    this.#parts = parts;
  }

  /** @throws Divergence where the implementation cannot take the next step */
  async play(schedule: readonly ScheduledStep[]): Promise<void> {
    for (const [index, { step, role }] of schedule.entries()) {
      if (role.kind === 'gate') await this.#letThrough(role.offer, index + 1);
      else if (role.kind === 'environment') await this.#act(role, index + 1);
      else this.#parts.gates.note(role.why);
      this.played.push({
        process: step.process,
        step: step.step,
        model: step.detail,
        real: this.#parts.gates.takeNotes().join('; '),
        role: role.kind,
      });
    }
  }

  /** Lets a process do its loop up to that part, or its one step. */
  async #letThrough(wanted: Offer, number: number): Promise<void> {
    const { gates } = this.#parts;
    const { process } = wanted;
    for (;;) {
      const offers = await this.#offersFor(wanted, number);
      const offer = offers.find((each) => isOnTheWay(each, wanted));
      // The real loop is past that part already: what the model does there, it has done.
      if (offer === undefined) return;
      gates.letThrough(process, offer);
      await gates.until(() => gates.offersOf(process) !== undefined, stepMs);
      if (offer.part === wanted.part) return;
    }
  }

  /** Waits until the process can take that step, or one of the same loop. */
  async #offersFor(wanted: Offer, number: number): Promise<readonly Offer[]> {
    const { gates } = this.#parts;
    const { process } = wanted;
    const isThere = (): boolean =>
      gates.offersOf(process)?.some((offer) => isSameLoop(offer, wanted)) === true;
    // The JVM's own steps are HotSpot's choice: whatever it does, it does not wait for another.
    const isElsewhere = (): boolean =>
      process === 'jvm' && (gates.offersOf(process)?.length ?? 0) > 0;
    await gates.until(() => isThere() || isElsewhere(), stepMs);
    const offers = gates.offersOf(process);
    if (offers !== undefined && isThere()) return offers;
    if (isElsewhere()) throw new NotThisTime(`step ${number}: HotSpot did not ${title(wanted)}`);
    const state =
      offers === undefined ? 'is at work' : `can ${offers.map(title).join(', ') || 'only wait'}`;
    throw new Divergence(
      `step ${number}: the model's ${title(wanted)}; the real ${process} ${state}`,
    );
  }

  async #act(
    role: Extract<ScheduledStep['role'], { kind: 'environment' }>,
    number: number,
  ): Promise<void> {
    const { gates, guest, freed } = this.#parts;
    if (role.act === 'allocate') {
      await this.#allocate(number);
    } else if (role.act === 'take') {
      const frame = freed()[0];
      if (frame === undefined) throw new NotThisTime(`step ${number}: HotSpot gave no frame back`);
      await guest.tenant.take(frame);
      this.taken.push(frame);
      gates.note(`the second process takes frame ${frame} and fills it`);
    } else {
      const { young } = guest.spaces;
      guest.report('collect');
      await this.#letThrough(role.opens!, number);
      await this.#offersFor({ process: 'jvm', event: 'finish' }, number);
      const pages = pagesIn(without(young, without(young, occupied(guest.spaces.old)))) / pageBytes;
      if (pages === 0) throw new NotThisTime(`step ${number}: no live page has left Young`);
      gates.note(`${pages} live pages of Young stay where they are and are Old now`);
    }
  }

  /** The program allocates. In the model that starts no collection. */
  async #allocate(number: number): Promise<void> {
    const { gates, guest, allocate } = this.#parts;
    const collects = gates.until(
      () => gates.offersOf('jvm')?.some(({ event }) => event === 'moveBoundary') === true,
      allocateMs,
    );
    const answer = await Promise.race([guest.ask(allocate), collects]);
    if (typeof answer !== 'string')
      throw new NotThisTime(`step ${number}: HotSpot collected meanwhile`);
    gates.note(`the program: ${allocate}`);
  }
}

/** Whether this offer is the wanted step, or one of the same loop that comes before it. */
function isOnTheWay(offer: Offer, wanted: Offer): boolean {
  if (!isSameLoop(offer, wanted)) return false;
  if (offer.part === undefined || wanted.part === undefined) return true;
  if (offer.part === 'end') return wanted.part === 'end';
  return wanted.part === 'end' || offer.part <= wanted.part;
}

function isSameLoop(offer: Offer, wanted: Offer): boolean {
  return offer.event === wanted.event && offer.phase === wanted.phase;
}

function title({ process, event, phase, part }: Offer): string {
  const more = [phase, part === undefined ? undefined : `part ${part}`].filter(
    (word) => word !== undefined,
  );
  return [`${process} ${event}`, ...more].join(' ');
}
