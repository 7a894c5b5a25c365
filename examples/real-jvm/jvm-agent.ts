import type { Design } from '../../models/design.ts';
import type { Gates, Offer } from './gates.ts';
import type { GuestModule, ToApplication } from './guest-module.ts';
import { occupied, parseSpaces, type HeapSpaces } from './heap-spaces.ts';
import type { VmStop } from './jvm-process.ts';
import { merged, outward, pageBytes, pagesIn, without, type Range } from './ranges.ts';

export interface AgentParts {
  readonly gates: Gates;
  readonly module: GuestModule;
  readonly design: Design;
  readonly heapLow: number;
  readonly enforceCollection: () => void;
  readonly readSpaces: () => Promise<HeapSpaces>;
}

/** A collection that has ended; the VM is at its safepoint until `goOn`. */
interface Callback {
  readonly spaces: HeapSpaces;
  readonly goOn: () => void;
}

/**
 * The protocol's side of the JVM's agent. What has to happen inside the JVM, the C agent does: it
 * reports where the spaces lie, stops at the safepoint, and enforces collections.
 */
export class JvmAgent {
  readonly #parts: AgentParts;
  readonly #messages: ToApplication[] = [];
  #callback: Callback | undefined;
  #held: Callback | undefined;
  #reported: readonly Range[] = [];
  #state: 'idle' | 'assisting' | 'preparing' | 'holding' = 'idle';
  /** A collection was asked for; it waits for its safepoint, or is under way. */
  #request: 'none' | 'waiting' | 'underWay' = 'none';
  /** The collection under way is the one that was asked for. */
  #enforces = false;
  #hasCollected = false;
  /** When the enforced collection stopped the Java threads. */
  heldSinceMs: number | undefined;

  constructor(parts: AgentParts) {
    this.#parts = parts;
  }

  /** Whether the JVM is at its safepoint, and will until it is released. */
  get holds(): boolean {
    return this.#state === 'holding';
  }

  hear(message: ToApplication): void {
    this.#messages.push(message);
    this.#parts.gates.wake();
  }

  /** A stop of the VM thread. The JVM's own steps pass their gates here. */
  async stop({ words, goOn }: VmStop): Promise<void> {
    const { gates, module, design } = this.#parts;
    const [name, ...rest] = words;
    if (name === 'gc-start') {
      this.#enforces = this.#request === 'underWay';
      await this.#startCollection();
    } else if (name === 'leaving') {
      const range = this.#bytes(rest);
      if (design.frameLoss === 'mmuNotifier') {
        await gates.pass({ process: 'jvm', event: 'unmap', phase: 'notifier' });
        module.frameLoss(outward(range));
      }
      await gates.pass({ process: 'jvm', event: 'unmap', phase: 'frames' });
      gates.note(`HotSpot gives ${pagesIn([outward(range)])} frames back`);
    } else if (name === 'gc-finish') {
      await gates.pass({ process: 'jvm', event: 'finish' });
      gates.note('HotSpot calls the agent back, threads at the safepoint');
      await this.#handle({ spaces: parseSpaces(rest, this.#parts.heapLow), goOn });
      return;
    }
    goOn();
  }

  #bytes([from, to]: readonly string[]): Range {
    const { heapLow } = this.#parts;
    return { from: Number.parseInt(from!, 16) - heapLow, to: Number.parseInt(to!, 16) - heapLow };
  }

  async #startCollection(): Promise<void> {
    const { gates } = this.#parts;
    if (!this.#enforces) {
      await gates.pass({ process: 'jvm', event: 'moveBoundary' });
      gates.note('HotSpot collects of its own accord');
      return;
    }
    await gates.pass({ process: 'jvm', event: 'evacuate' });
    gates.note('HotSpot copies the survivors');
  }

  /** Leaves the callback to the agent, and waits until it lets the VM go on. */
  async #handle(callback: Callback): Promise<void> {
    const { gates } = this.#parts;
    await new Promise<void>((resolve) => {
      this.#callback = { ...callback, goOn: resolve };
      gates.rest('jvm');
    });
    await gates.pass({ process: 'jvm', event: 'resume' });
    gates.note('the Java threads go on');
    callback.goOn();
    gates.rest('jvm');
  }

  /** Handles what comes, one thing after the other, for good. */
  async run(): Promise<never> {
    for (;;) {
      const { event } = await this.#parts.gates.choose('agent', () => this.#offers());
      if (event === 'onCallback') {
        const callback = this.#callback!;
        this.#callback = undefined;
        await this.#onCallback(callback);
        continue;
      }
      const message = this.#messages.shift();
      if (message === 'query') await this.#report();
      else if (message === 'prepare') this.#prepare();
      else this.#release();
    }
  }

  #release(): void {
    this.#parts.gates.note('returns from the callback');
    this.#state = 'idle';
    this.#held?.goOn();
    this.#held = undefined;
  }

  #offers(): Offer[] {
    const offers: Offer[] = [];
    if (this.#callback !== undefined) offers.push({ process: 'agent', event: 'onCallback' });
    const head = this.#messages[0];
    if (head !== undefined && this.#isDue(head)) offers.push({ process: 'agent', event: head });
    return offers;
  }

  /** A release is for the JVM that holds; a request to prepare waits until no callback is open. */
  #isDue(message: ToApplication): boolean {
    return message !== 'prepare' || this.#callback === undefined;
  }

  async #report(): Promise<void> {
    const { gates, module } = this.#parts;
    const { young: area } = await this.#parts.readSpaces();
    this.#state = 'assisting';
    this.#reported = area;
    gates.note(`reads Young: ${pagesIn(area.map(outward))} pages`);
    await gates.pass({ process: 'agent', event: 'report', phase: 'areas' });
    module.post({ kind: 'areas', area });
  }

  #prepare(): void {
    const { gates } = this.#parts;
    this.#state = 'preparing';
    this.#hasCollected = false;
    this.#request = 'waiting';
    gates.note('asks for a young collection');
    void this.#waitForSafepoint();
  }

  /** What HotSpot's queue of VM operations does with the request: another collection may be first. */
  async #waitForSafepoint(): Promise<void> {
    await this.#parts.gates.pass({ process: 'safepoint', event: 'collectEnforced' });
    this.#parts.gates.note('the enforced collection may start');
    this.#request = 'underWay';
    this.heldSinceMs = performance.now();
    this.#parts.enforceCollection();
    this.#parts.gates.rest('safepoint');
  }

  async #onCallback(callback: Callback): Promise<void> {
    const { gates, module } = this.#parts;
    const { spaces } = callback;
    const left = this.#state === 'idle' ? [] : without(this.#reported, spaces.young);
    if (this.#enforces) {
      this.#hasCollected = true;
      this.#request = 'none';
    }
    gates.note('hears that a collection has ended');
    if (left.length > 0) {
      gates.note(`reports that ${pagesIn(left) / pageBytes} pages have left Young`);
      gates.rest('agent');
      await module.shrunk(left);
      await gates.pass({ process: 'agent', event: 'onReturn' });
      this.#reported = without(this.#reported, left);
    }
    if (!this.#enforces) {
      callback.goOn();
      return;
    }
    await gates.pass({ process: 'agent', event: 'report', phase: 'ready' });
    this.#state = 'holding';
    this.#held = callback;
    const mustSend = this.#mustSend(spaces);
    const bytes = pagesIn(mustSend);
    gates.note(`is ready: ${bytes} bytes of survivors must be sent`);
    module.post({ kind: 'ready', area: spaces.young, mustSend });
  }

  /** Survivors, if the collection did what was asked for; else all that is occupied in Young. */
  #mustSend({ eden, from, to }: HeapSpaces): Range[] {
    const isDone = this.#hasCollected && pagesIn(occupied(eden)) === 0;
    if (this.#parts.design.gcPostCondition === 'trusted' || isDone) return occupied(from);
    return merged([...occupied(eden), ...occupied(from), ...occupied(to)]);
  }
}
