import { InputError } from '../foundation/input-error.ts';
import { protocolVersion, type Answer, type Request, type WireStep } from './adapter-protocol.ts';
import type { Abilities, DrivenStep, Implementation, StepAnswer } from './implementation.ts';
import type { NamedStep } from './named-step.ts';

/** Carries lines to an adapter and back. */
export interface LineChannel {
  /** How messages name the adapter. */
  readonly name: string;
  /** Sends a line and waits for the next one that comes back; lines are answered in order. Rejects with
   * `InputError('data')` if the adapter has ended, stays mute, or closes its output. */
  ask(line: string): Promise<string>;
}

export interface AdapterClientOptions {
  /** The name of the model, for the adapter's own messages. */
  readonly system: string;
  /** What `hello` and `reset` hand over. */
  readonly configuration: unknown;
  /** Where an answer departs from its schema, in words. */
  readonly departure: (answer: unknown) => string | undefined;
}

/** Steps on their way to an adapter at most. Small enough that neither pipe fills up. */
const windowMax = 32;

/**
 * An implementation behind an adapter. Says hello at once; every answer is checked against the schema of the
 * protocol, and one that breaks it rejects with `InputError('data')` in one line.
 */
export async function connectAdapter(
  channel: LineChannel,
  options: AdapterClientOptions,
): Promise<AdapterClient> {
  const { system, configuration } = options;
  const answer = await ask(channel, options, {
    type: 'hello',
    protocol: protocolVersion,
    system,
    configuration,
  });
  if (answer.type !== 'hello') throw unexpected(channel, answer, 'hello');
  const { type: _type, protocol: _protocol, ...abilities } = answer;
  return new AdapterClient(channel, options, abilities);
}

/** See {@link connectAdapter}. */
export class AdapterClient implements Implementation {
  readonly abilities: Abilities;
  readonly window = windowMax;
  readonly #channel: LineChannel;
  readonly #options: AdapterClientOptions;

  constructor(channel: LineChannel, options: AdapterClientOptions, abilities: Abilities) {
    this.#channel = channel;
    this.#options = options;
    this.abilities = abilities;
  }

  async reset(): Promise<StepAnswer> {
    const { configuration } = this.#options;
    return this.#done(await this.#ask({ type: 'reset', configuration }), 'observe');
  }

  async step({ given, ...step }: DrivenStep): Promise<StepAnswer> {
    return this.#done(await this.#ask({ type: 'step', ...wireStep(step), given }), 'observe');
  }

  async choose(
    allowed: readonly NamedStep[],
    given: Readonly<Record<string, unknown>>,
  ): Promise<StepAnswer> {
    const steps = allowed.map((step) => wireStep(step));
    return this.#done(await this.#ask({ type: 'choose', allowed: steps, given }), 'choose');
  }

  /** Says goodbye; the adapter is expected to end. */
  async bye(): Promise<void> {
    const answer = await this.#ask({ type: 'bye' });
    if (answer.type !== 'bye') throw unexpected(this.#channel, answer, 'bye');
  }

  #ask(request: Request): Promise<Answer> {
    return ask(this.#channel, this.#options, request);
  }

  #done(answer: Answer, wanted: 'observe' | 'choose'): StepAnswer {
    if (answer.type === 'refuse') return { refused: answer.reason ?? 'it gives no reason' };
    if (answer.type === 'observe' && wanted === 'observe') {
      const { type: _type, ...shown } = answer;
      return shown;
    }
    if (answer.type === 'choose' && wanted === 'choose') {
      const { type: _type, process, action, picks, ...shown } = answer;
      return { ...shown, chosen: { process, event: action, choice: picks?.choice ?? 0 } };
    }
    throw unexpected(this.#channel, answer, wanted);
  }
}

async function ask(
  channel: LineChannel,
  { departure }: AdapterClientOptions,
  request: Request,
): Promise<Answer> {
  const line = await channel.ask(JSON.stringify(request));
  const fail = (reason: string): never => {
    throw new InputError('data', `${channel.name}: its answer to ${request.type} ${reason}`);
  };
  let answer: unknown;
  try {
    answer = JSON.parse(line);
  } catch {
    return fail(`is not a JSON object: ${line.slice(0, 80)}`);
  }
  const departs = departure(answer);
  if (departs !== undefined) return fail(`is not as the protocol says: ${departs}`);
  const known = answer as Answer;
  if (known.type === 'error') {
    throw new InputError('data', `${channel.name}: error at ${request.type}: ${known.message}`);
  }
  return known;
}

function unexpected(channel: LineChannel, { type }: Answer, wanted: string): InputError {
  return new InputError('data', `${channel.name}: it answered ${type}, expected ${wanted}`);
}

function wireStep({ process, event, choice }: NamedStep): Required<WireStep> {
  return { process, action: event, picks: { choice } };
}
