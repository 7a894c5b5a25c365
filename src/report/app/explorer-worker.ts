import { useEffect, useRef } from 'preact/hooks';
import type { WorkerReply, WorkerRequest } from '../explorer/worker-messages.ts';
import type { LoadedEngine } from './explorer-engine.ts';

/** A worker with the engine of the page. Asking it something new ends what it does. */
export interface EngineWorker {
  readonly ask: (request: WorkerRequest, onReply: (reply: WorkerReply) => void) => void;
  readonly stop: () => void;
}

/** A worker of its own for a part of the page; it ends with that part. */
export function useEngineWorker({ script }: LoadedEngine): EngineWorker {
  const worker = useRef<Worker | undefined>(undefined);
  const stop = (): void => {
    worker.current?.terminate();
    worker.current = undefined;
  };
  useEffect(() => stop, []);
  const answered = useRef<(reply: WorkerReply) => void>(() => {});
  const ask = (request: WorkerRequest, onReply: (reply: WorkerReply) => void): void => {
    if (request.kind !== 'more') stop();
    answered.current = onReply;
    worker.current ??= started(script, (reply) => answered.current(reply));
    worker.current.postMessage(request, []);
  };
  return { ask, stop };
}

function started(script: string, onReply: (reply: WorkerReply) => void): Worker {
  const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
  const worker = new Worker(url);
  URL.revokeObjectURL(url);
  worker.addEventListener('message', ({ data }: MessageEvent<WorkerReply>) => onReply(data));
  worker.addEventListener('error', ({ message }) => onReply({ kind: 'failed', reason: message }));
  return worker;
}
