import { Cursor } from './cursor.ts';
import type { EventSink, Pause } from './events.ts';
import type { LogLine } from './log-line.ts';

/** What begins a pause that evacuates or compacts; the second member is its kind. */
const pauseNames: readonly (readonly [begins: string, kind: Pause['kind']])[] = [
  ['Pause Young', 'young'],
  ['Pause Mixed', 'young'],
  ['Pause Initial Mark (', 'young'],
  ['Pause Full', 'full'],
];
/** Words that only G1 has in the name of a pause. */
const g1Words = [
  '(Normal)',
  '(Mixed)',
  '(Prepare Mixed)',
  '(Concurrent Start)',
  '(G1 ',
  'Pause Mixed',
  'Pause Initial Mark (',
];

/**
 * Reads a pause line of unified logging, its start or its end:
 * `Pause Young (Normal) (G1 Evacuation Pause) 24M->5M(256M) 8.500ms`.
 */
export function readPause({ message, gcId }: LogLine, emit: EventSink): void {
  const kind = pauseNames.find(([begins]) => message.startsWith(begins))?.[1];
  const arrow = message.indexOf('->');
  if (kind === undefined) {
    readReclaiming(message, arrow, emit);
    return;
  }
  const isEnd = message.endsWith('ms');
  const named = arrow < 0 ? message : message.slice(0, message.lastIndexOf(' ', arrow));
  const pause = { kind, cause: causeOf(named) };
  if (g1Words.some((word) => named.includes(word))) {
    emit({ type: 'collector', name: 'G1', isCertain: true });
  }
  if (arrow < 0 && !isEnd) {
    if (message.endsWith(')') || message === 'Pause Full')
      emit({ type: 'pauseStart', id: gcId, pause });
    else if (message.includes('(')) emit({ type: 'damaged', text: message });
    return;
  }
  const cursor = new Cursor(message, named.length + 1);
  const total = arrow < 0 ? undefined : cursor.change();
  const pauseSeconds = millisecondsAtEnd(message) / 1e3;
  if (total === undefined || Number.isNaN(pauseSeconds)) {
    emit({ type: 'damaged', text: message });
    return;
  }
  emit({ type: 'pauseEnd', id: gcId, pause, pauseSeconds, total });
}

/** A remark or a cleanup moves nothing, but gives full regions back. */
function readReclaiming(message: string, arrow: number, emit: EventSink): void {
  if (arrow < 0) return;
  if (!message.startsWith('Pause Remark') && !message.startsWith('Pause Cleanup')) return;
  const change = new Cursor(message, message.lastIndexOf(' ', arrow) + 1).change();
  if (change !== undefined && change.after < change.before) {
    emit({ type: 'reclaimed', bytes: change.before - change.after });
  }
}

/** The number in front of `ms` at the end, NaN if there is none. */
function millisecondsAtEnd(message: string): number {
  const cursor = new Cursor(message, message.lastIndexOf(' ') + 1);
  const value = cursor.number();
  return cursor.accept('ms') && cursor.at === message.length ? value : Number.NaN;
}

/** The last bracket, brackets inside it included: `System.gc()`. */
export function causeOf(named: string): string {
  const text = named.trimEnd();
  if (!text.endsWith(')')) return '';
  let depth = 0;
  for (let at = text.length - 1; at >= 0; at--) {
    const code = text.charCodeAt(at);
    if (code === 41) depth++;
    else if (code === 40 && --depth === 0) return text.slice(at + 1, -1);
  }
  return '';
}
