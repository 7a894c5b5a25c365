import type { EndAnswer, EndProgress, EndQuestion } from '../../analysis/explorer/possible-ends.ts';
import type { WhatIf } from './engine.ts';

/** What the page asks the worker. */
export type WorkerRequest =
  | {
      readonly kind: 'ends';
      readonly version: string;
      readonly token: string;
      readonly question: EndQuestion;
      readonly statesMax: number;
    }
  /** Goes on with the search that reached its limit. */
  | { readonly kind: 'more'; readonly statesMax: number }
  | {
      readonly kind: 'what-if';
      readonly version: string;
      readonly token: string;
      readonly design: string;
    };

export type WorkerReply =
  | { readonly kind: 'progress'; readonly progress: EndProgress }
  | { readonly kind: 'answer'; readonly answer: EndAnswer; readonly progress: EndProgress }
  | { readonly kind: 'what-if'; readonly whatIf: WhatIf }
  | { readonly kind: 'failed'; readonly reason: string };
