import type { Design } from '../../models/design.ts';
import { EventPort } from './event-port.ts';
import type { Gates, Offer } from './gates.ts';
import type { GuestMemory } from './guest-memory.ts';
import { contains, inward, outward, without, type Range } from './ranges.ts';

/** What an application reports when it is ready: bytes. */
export interface ReadyReport {
  readonly area: readonly Range[];
  readonly mustSend: readonly Range[];
}

type FromApplication =
  | { readonly kind: 'areas'; readonly area: readonly Range[] }
  | ({ readonly kind: 'ready' } & ReadyReport);

/** What the module says to the application. */
export type ToApplication = 'query' | 'prepare' | 'release';

export interface ModuleParts {
  readonly gates: Gates;
  readonly memory: GuestMemory;
  readonly design: Design;
  readonly report: (message: ToApplication) => void;
}

/**
 * The guest kernel module: it owns the transfer bitmap, walks the areas that applications report, and
 * speaks for them to the daemon. Which of the protocol's variants it follows, the design decides.
 */
export class GuestModule {
  readonly fromDaemon: EventPort<'begin' | 'enterLast' | 'vmResumed'>;
  readonly toDaemon: EventPort<'begun' | 'ready'>;
  /** One byte a frame: 0 means that the daemon need not send it. */
  readonly transfer: Uint8Array;
  readonly #parts: ModuleParts;
  /** Per page the frame that it had when its bit was cleared, and 1; or 0. */
  readonly #cache: Uint32Array;
  readonly #queue: FromApplication[] = [];
  #state: 'initialized' | 'started' | 'finalUpdate' | 'suspended' | 'resumed' = 'initialized';
  #area: readonly Range[] = [];
  #isRegistered = false;
  #isReady = false;

  constructor(parts: ModuleParts) {
    this.#parts = parts;
    this.fromDaemon = new EventPort(parts.gates);
    this.toDaemon = new EventPort(parts.gates);
    this.transfer = new Uint8Array(parts.memory.frames).fill(1);
    this.#cache = new Uint32Array(parts.memory.pages);
  }

  /** Whether an application takes part: one whose area is skipped. */
  get isRegistered(): boolean {
    return this.#isRegistered;
  }

  /** A message of the application. */
  post(message: FromApplication): void {
    this.#queue.push(message);
    this.#parts.gates.wake();
  }

  /** Handles one message after the other, for good. */
  async run(): Promise<never> {
    for (;;) {
      const { event } = await this.#parts.gates.choose('lkm', () => this.#offers());
      const message = event === 'areas' || event === 'ready' ? this.#queue.shift() : undefined;
      const notified = ['begin', 'enterLast', 'vmResumed'].includes(event)
        ? this.fromDaemon.take()
        : undefined;
      if (message?.kind === 'areas') await this.#register(message.area);
      else if (message?.kind === 'ready') await this.#finalUpdate(message);
      else if (event === 'conclude') this.#conclude();
      else if (event === 'release') this.#release();
      else this.#hear(notified);
    }
  }

  #offers(): Offer[] {
    const offer = (event: string): Offer => ({ process: 'lkm', event });
    if (this.#state === 'resumed') return [offer('release')];
    const offers: Offer[] = [];
    const head = this.#queue[0];
    if (head !== undefined) offers.push(offer(head.kind));
    if (this.fromDaemon.pending !== undefined) offers.push(offer(this.fromDaemon.pending));
    if (this.#state === 'finalUpdate' && (this.#isReady || !this.#isRegistered)) {
      offers.push(offer('conclude'));
    }
    return offers;
  }

  #hear(notified: 'begin' | 'enterLast' | 'vmResumed' | undefined): void {
    const { gates, report, design } = this.#parts;
    if (notified === 'begin' && this.#state === 'initialized') {
      this.#state = 'started';
      if (design.firstUpdate === 'handshake') this.toDaemon.notify('begun');
      gates.note('asks the JVM for its areas');
      report('query');
    } else if (notified === 'enterLast' && this.#state === 'started') {
      this.#state = 'finalUpdate';
      gates.note('asks the JVM to prepare');
      report('prepare');
    } else if (notified === 'vmResumed' && this.#state === 'suspended') {
      this.#state = 'resumed';
      gates.note('hears that the VM runs');
    } else {
      gates.note(`ignores ${notified ?? 'nothing'} while ${this.#state}`);
    }
  }

  async #register(area: readonly Range[]): Promise<void> {
    this.#parts.gates.note(`learns of an area of ${area.length} range(s)`);
    if (this.#state !== 'started') return;
    this.#area = area.map(inward);
    this.#isRegistered = true;
    await this.#eachPart({ event: 'walk' }, (part) => {
      const table = this.#parts.memory.pageTable();
      let cleared = 0;
      for (let page = part.from; page < part.to; page++) {
        if (contains(this.#area, page) && this.#skip(page, table)) cleared++;
      }
      return `clears ${cleared} bits`;
    });
  }

  /** Runs a loop over the pages, part by part: the daemon may come between two parts. */
  async #eachPart(
    loop: { readonly process?: string; readonly event: string; readonly phase?: string },
    act: (part: Range) => string,
  ): Promise<void> {
    const { gates, memory } = this.#parts;
    const offer = { process: 'lkm', ...loop };
    for (const [index, part] of memory.parts.entries()) {
      await gates.pass({ ...offer, part: index });
      gates.note(act(part));
    }
    await gates.pass({ ...offer, part: 'end' });
  }

  #skip(page: number, table: Uint32Array): boolean {
    const entry = table[page]!;
    if (entry === 0 || this.#cache[page] !== 0) return false;
    this.#cache[page] = entry;
    this.transfer[entry - 1] = 0;
    return true;
  }

  /** Sets the bit of a page's frame again; `false` where the cache does not know the page. */
  #unskip(page: number): boolean {
    const entry = this.#cache[page]!;
    if (entry === 0) return false;
    this.#cache[page] = 0;
    this.transfer[entry - 1] = 1;
    if (this.#parts.design.unskip === 'setBitAndDirty') this.#parts.memory.markDirty(entry - 1);
    return true;
  }

  #unskipPages({ from, to }: Range): number {
    let count = 0;
    for (let page = from; page < to; page++) if (this.#unskip(page)) count++;
    return count;
  }

  /** The application's synchronous notice that a range of bytes has left its area. */
  async shrunk(left: readonly Range[]): Promise<void> {
    const { gates } = this.#parts;
    const pages = left.map(outward);
    await gates.pass({ process: 'procCall', event: 'shrunk' });
    gates.note(`the notice of ${pages.length} range(s) begins`);
    await gates.pass({ process: 'procCall', event: 'enter' });
    if (this.#state === 'initialized') return;
    this.#area = without(this.#area, pages);
    await this.#eachPart({ process: 'procCall', event: 'unskip' }, (part) => {
      const count = pages
        .map((range) => intersection(range, part))
        .reduce((sum, range) => sum + this.#unskipPages(range), 0);
      return `sets ${count} bits`;
    });
    gates.rest('procCall');
  }

  /** The kernel's hook: a range of pages is about to lose its frames. */
  frameLoss(range: Range): void {
    this.#parts.gates.note(`the notifier sets ${this.#unskipPages(range)} bits`);
  }

  async #finalUpdate({ area, mustSend }: ReadyReport): Promise<void> {
    const { design, memory } = this.#parts;
    if (this.#state !== 'finalUpdate') return;
    const reported = area.map(inward);
    const needed = mustSend.map(design.mustSendRounding === 'outward' ? outward : inward);
    const rewalks = design.frameLoss === 'rewalk';
    const table = memory.pageTable();
    const leaves = (page: number): boolean => {
      if (rewalks && table[page] !== this.#cache[page]) return true;
      if (contains(reported, page)) return false;
      return design.departedPages === 'byCache' || contains(this.#area, page);
    };
    await this.#eachPart({ event: 'update', phase: 'comparing' }, ({ from, to }) => {
      let count = 0;
      for (let page = from; page < to; page++) if (leaves(page) && this.#unskip(page)) count++;
      return `sets ${count} bits of pages that left`;
    });
    await this.#eachPart({ event: 'update', phase: 'joining' }, ({ from, to }) => {
      let count = 0;
      for (let page = from; page < to; page++) {
        const joins = rewalks || !contains(this.#area, page);
        if (!joins || !contains(reported, page) || contains(needed, page)) continue;
        if (this.#skip(page, table)) count++;
      }
      return `clears ${count} bits of pages that joined`;
    });
    await this.#eachPart({ event: 'update', phase: 'leaving' }, (part) => {
      const count = needed
        .map((range) => intersection(range, part))
        .reduce((sum, range) => sum + this.#unskipPages(range), 0);
      return `sets ${count} bits that must be sent`;
    });
    this.#area = reported;
    this.#isReady = true;
  }

  #conclude(): void {
    this.#state = 'suspended';
    this.#parts.gates.note('informs the daemon that the guest is ready');
    this.toDaemon.notify('ready');
  }

  #release(): void {
    if (
      ['onResume', 'onBeginAndResume', 'onResumeAndAbort', 'always'].includes(
        this.#parts.design.bitmapReset,
      )
    ) {
      this.transfer.fill(1);
      this.#cache.fill(0);
    }
    this.#parts.gates.note('releases the JVM');
    this.#parts.report('release');
    this.#state = 'initialized';
    this.#area = [];
    this.#isRegistered = false;
    this.#isReady = false;
  }
}

function intersection(one: Range, other: Range): Range {
  return { from: Math.max(one.from, other.from), to: Math.min(one.to, other.to) };
}
