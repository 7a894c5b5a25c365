import type { Abilities } from './implementation.ts';

/**
 * The adapter protocol, version 1: one JSON object per line; the driver writes requests to the adapter's
 * standard input, the adapter answers each on its standard output, in order. `schemas/adapter.schema.json` says the
 * same to machines and docs/conformance.md to people. Values of states are as in ITF.
 */
export const protocolVersion = 1;

/** A step as the protocol names it. */
export interface WireStep {
  readonly process: string;
  readonly action: string;
  /** Absent in an answer: choice 0. */
  readonly picks?: { readonly choice: number };
}

export type Request =
  | {
      readonly type: 'hello';
      readonly protocol: typeof protocolVersion;
      readonly system: string;
      /** What every `reset` will say too: what is declared may depend on it. */
      readonly configuration: unknown;
    }
  | { readonly type: 'reset'; readonly configuration: unknown }
  | ({ readonly type: 'step'; readonly given: Readonly<Record<string, unknown>> } & WireStep)
  | {
      readonly type: 'choose';
      readonly allowed: readonly WireStep[];
      readonly given: Readonly<Record<string, unknown>>;
    }
  | { readonly type: 'bye' };

export type Answer =
  | ({ readonly type: 'hello'; readonly protocol: typeof protocolVersion } & Abilities)
  | {
      /** After `reset` and `step`: done, and what is to be seen now. */
      readonly type: 'observe';
      readonly state?: Readonly<Record<string, unknown>>;
      readonly gates?: readonly string[];
    }
  | { readonly type: 'refuse'; readonly reason?: string }
  | ({
      /** After `choose`: done, which, and what is to be seen now. */
      readonly type: 'choose';
      readonly state?: Readonly<Record<string, unknown>>;
      readonly gates?: readonly string[];
    } & WireStep)
  /** The adapter cannot go on. */
  | { readonly type: 'error'; readonly message: string }
  | { readonly type: 'bye' };
