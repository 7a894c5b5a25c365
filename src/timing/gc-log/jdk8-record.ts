import { Cursor, type Change } from './cursor.ts';
import type { EventSink, Pause, SpaceName } from './events.ts';
import { causeOf } from './pause.ts';
import type { RecordScan } from './record-scan.ts';
import { readAverages } from './unified.ts';

/** How the part of a generation begins in a record, over JDK 1.4 to 8. */
const generations: readonly (readonly [
  begins: string,
  space: SpaceName,
  collector: 'Parallel' | 'Serial' | 'ParNew',
])[] = [
  ['PSYoungGen', 'young', 'Parallel'],
  ['ParOldGen', 'old', 'Parallel'],
  ['PSOldGen', 'old', 'Parallel'],
  ['DefNew', 'young', 'Serial'],
  ['Tenured', 'old', 'Serial'],
  ['ParNew', 'young', 'ParNew'],
];

/** What one record of JDK 8 says. */
export interface Jdk8Record {
  readonly pause: Pause;
  /** A remark or a cleanup: nothing is collected, but regions may be given back. */
  readonly isCollection: boolean;
  /** NaN if the record is cut or has none. */
  readonly pauseSeconds: number;
  readonly total: Change | undefined;
  readonly spaces: readonly { readonly space: SpaceName; readonly change: Change }[];
  readonly collector: 'Parallel' | 'Serial' | 'ParNew' | 'G1' | undefined;
  readonly averages: { readonly survived: number; readonly promoted: number } | undefined;
  /** `[GC 12345K(67890K), 0.01 secs]`: only an initial mark or a remark of CMS has no arrow. */
  readonly isMark: boolean;
}

/** Reads a record that is closed. `undefined` for one of the concurrent thread. */
export function readRecord(scan: RecordScan): Jdk8Record | undefined {
  const own = scan.own;
  if (own.startsWith('GC concurrent') || own.startsWith('GC ref-proc')) return undefined;
  const total = lastChange(own);
  const spaces: { space: SpaceName; change: Change }[] = [];
  let collector = isG1(own) ? 'G1' : (undefined as Jdk8Record['collector']);
  let isPromoted = false;
  for (const part of scan.parts) {
    const found = generations.find(([begins]) => part.startsWith(begins));
    if (found === undefined) continue;
    collector = found[2] === 'Serial' && collector === 'ParNew' ? 'ParNew' : found[2];
    const change = lastChange(part);
    if (change === undefined) continue;
    spaces.push({ space: found[1], change });
    isPromoted ||= found[1] === 'old';
  }
  const isRemark = own.startsWith('GC remark') || own.startsWith('GC cleanup');
  return {
    pause: { kind: own.startsWith('Full') || isPromoted ? 'full' : 'young', cause: ownCause(own) },
    isCollection: !isRemark,
    pauseSeconds: lastSeconds(own),
    total,
    spaces,
    collector,
    averages: readAverages(own),
    isMark:
      total === undefined && spaces.length === 0 && collector === undefined && isBareSize(own),
  };
}

function isG1(own: string): boolean {
  return own.startsWith('GC pause') || own.startsWith('GC remark') || own.startsWith('GC cleanup');
}

/** The first bracket behind `GC`, `Full GC` or `GC pause`. */
function ownCause(own: string): string {
  const cursor = new Cursor(own);
  cursor.accept('Full ');
  cursor.accept('GC');
  cursor.accept(' pause');
  cursor.skipBlanks();
  const { at } = cursor;
  if (own.charCodeAt(at) !== 40) return '';
  const end = own.indexOf(')', at);
  if (end < 0) return '';
  // System.gc() closes twice.
  return causeOf(own.slice(at, own.charCodeAt(end + 1) === 41 ? end + 2 : end + 1));
}

/** The last `A->B(C)` of a text: the heap's, behind those of its generations. */
function lastChange(text: string): Change | undefined {
  let arrow = text.lastIndexOf('->');
  while (arrow > 0) {
    const change = changeAround(text, arrow);
    if (change !== undefined && !Number.isNaN(change.capacityAfter)) return change;
    arrow = text.lastIndexOf('->', arrow - 1);
  }
  return undefined;
}

/** The change whose arrow is at `arrow`; sizes have 30 characters at most. */
function changeAround(text: string, arrow: number): Change | undefined {
  let start = arrow;
  while (start > 0 && arrow - start < 30 && isSizeCharacter(text.charCodeAt(start - 1))) start--;
  return start === arrow ? undefined : new Cursor(text, start).change();
}

/** Digits, points, commas, brackets and the units. */
function isSizeCharacter(code: number): boolean {
  return (
    (code >= 48 && code <= 57) ||
    (code >= 40 && code <= 46) ||
    code === 75 ||
    code === 77 ||
    code === 71 ||
    code === 66
  );
}

/** The pause: the number of the last `, 0.0123 secs` of the record itself. */
function lastSeconds(own: string): number {
  const end = own.lastIndexOf(' sec');
  const start = own.lastIndexOf(', ', end);
  if (end < 0 || start < 0) return Number.NaN;
  const cursor = new Cursor(own, start + 2);
  const value = cursor.number();
  return cursor.at === end ? value : Number.NaN;
}

function isBareSize(own: string): boolean {
  const cursor = new Cursor(own);
  if (!cursor.accept('GC ')) return false;
  cursor.skipBlanks();
  if (own.charCodeAt(cursor.at) === 40 && !cursor.skipPast(') ')) return false;
  cursor.skipBlanks();
  const used = cursor.size();
  return !Number.isNaN(used) && cursor.accept('(') && !Number.isNaN(cursor.size());
}

/** `[Eden: 24.0M(24.0M)->0.0B(13.0M) Survivors: 0.0B->3072.0K Heap: 24.0M(256.0M)->21.9M(256.0M)]`. */
export function readEdenLine(text: string, id: number, emit: EventSink): Change | undefined {
  const cursor = new Cursor(text);
  if (!cursor.skipPast('[Eden: ')) return undefined;
  const eden = cursor.change();
  const survivor = cursor.accept(' Survivors: ') ? cursor.change() : undefined;
  const total = cursor.accept(' Heap: ') ? cursor.change() : undefined;
  if (eden === undefined || survivor === undefined || total === undefined) {
    emit({ type: 'damaged', text });
    return undefined;
  }
  emit({ type: 'space', id, space: 'eden', change: eden, inRegions: false });
  emit({ type: 'space', id, space: 'survivor', change: survivor, inRegions: false });
  return total;
}
