import { stateAfter } from '../../analysis/explorer/run-end.ts';
import { EndSearch } from '../../analysis/explorer/possible-ends.ts';
import type { MakeEngine } from './engine.ts';
import type { WorkerReply, WorkerRequest } from './worker-messages.ts';

/** Expansions between two reports of progress: a fraction of a second. */
const expansionsPerReport = 2_000;

/** What both a page and a worker have of what is needed here. */
interface BrowserScope {
  readonly document?: unknown;
  skipoverEngine?: MakeEngine;
  readonly addEventListener: (
    type: 'message',
    listen: (event: { readonly data: WorkerRequest }) => void,
  ) => void;
  readonly postMessage: (reply: WorkerReply, transfer: readonly never[]) => void;
}

/** Gives the engine to the page that runs this script. In a worker it answers the questions of the page. */
export function install(make: MakeEngine): void {
  const scope = globalThis as unknown as BrowserScope;
  if (scope.document !== undefined) {
    scope.skipoverEngine = make;
    return;
  }
  const answer = answering(make, (reply) => scope.postMessage(reply, []));
  scope.addEventListener('message', ({ data }) => answer(data));
}

/** Answers requests one after the other, and replies any number of times to each. */
export function answering(
  make: MakeEngine,
  reply: (reply: WorkerReply) => void,
): (request: WorkerRequest) => void {
  let search: EndSearch | undefined;
  const searchOn = (statesMax: number): void => {
    if (search === undefined) return;
    let answer = search.advance(statesMax, expansionsPerReport);
    while (answer === undefined) {
      reply({ kind: 'progress', progress: search.progress });
      answer = search.advance(statesMax, expansionsPerReport);
    }
    reply({ kind: 'answer', answer, progress: search.progress });
  };
  const answered = (request: WorkerRequest): void => {
    if (request.kind === 'more') return searchOn(request.statesMax);
    const engine = make(request.version);
    if (request.kind === 'what-if') {
      const whatIf = engine.whatIf?.(request.token, request.design);
      if (whatIf !== undefined) reply({ kind: 'what-if', whatIf });
      return;
    }
    const { explored, steps } = engine.open(request.token);
    const { system } = explored.view;
    search = new EndSearch(system, stateAfter(system, steps), request.question);
    searchOn(request.statesMax);
  };
  return (request) => {
    try {
      answered(request);
    } catch (error) {
      reply({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) });
    }
  };
}
