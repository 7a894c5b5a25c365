import type { Change, Cursor } from './cursor.ts';
import type { SpaceName } from './events.ts';
import type { Jdk8Record } from './jdk8-record.ts';

/** Causes of Parallel and Serial. Others are rare, or those of collectors that are refused. */
const causes = [
  'Allocation Failure',
  'Ergonomics',
  'Metadata GC Threshold',
  'System.gc()',
  'System',
  'GCLocker Initiated GC',
  'Heap Dump Initiated GC',
  'Heap Inspection Initiated GC',
  'Last ditch collection',
];
const bracketedCauses = causes.map((cause) => `(${cause})`);

/**
 * A longer `A->B(C)` is left to {@link readRecord}, which looks at 30 characters before the arrow: here `A` has fewer,
 * because the rest has 8 at least.
 */
const changeLengthMax = 37;

/**
 * Reads a record of JDK 7 or 8 that is one line of the usual form, from its `[` on, in one pass: of `-verbose:gc`, or of
 * the Parallel collector with details. Most of a long log is such lines. `undefined` for everything else, be it damage:
 * the general reader then gives the same for these lines, only slower.
 */
export function readRecordLine(cursor: Cursor): Jdk8Record | undefined {
  const isFull = cursor.accept('[Full GC');
  if (!isFull && !cursor.accept('[GC')) return undefined;
  cursor.skipBlanks();
  const cause = readCause(cursor);
  cursor.skipBlanks();
  const spaces: { space: SpaceName; change: Change }[] = [];
  while (cursor.code === 91) {
    const space = spaceOf(cursor);
    const change = space && readChange(cursor);
    if (change === undefined || !cursor.accept(']')) return undefined;
    spaces.push({ space: space!, change });
    cursor.skipBlanks();
  }
  if (cursor.text.charCodeAt(cursor.at - 1) !== 32) return undefined;
  const total = readChange(cursor);
  if (total === undefined || !skipMetaspace(cursor) || !cursor.accept(', ')) return undefined;
  const pauseSeconds = cursor.number();
  if (Number.isNaN(pauseSeconds) || !cursor.accept(' secs]')) return undefined;
  if (!isRestOfLine(cursor)) return undefined;
  const isPromoted = spaces.some(({ space }) => space === 'old');
  return {
    pause: { kind: isFull || isPromoted ? 'full' : 'young', cause },
    isCollection: true,
    pauseSeconds,
    total,
    spaces,
    collector: spaces.length > 0 ? 'Parallel' : undefined,
    averages: undefined,
    isMark: false,
  };
}

/** Empty, without a move, if there is none or one that is not known: nothing else begins with that bracket. */
function readCause(cursor: Cursor): string {
  if (cursor.code !== 40) return '';
  for (let index = 0; index < causes.length; index++) {
    if (cursor.accept(bracketedCauses[index]!)) return causes[index]!;
  }
  return '';
}

function spaceOf(cursor: Cursor): SpaceName | undefined {
  if (cursor.accept('[PSYoungGen: ')) return 'young';
  return cursor.accept('[ParOldGen: ') || cursor.accept('[PSOldGen: ') ? 'old' : undefined;
}

function readChange(cursor: Cursor): Change | undefined {
  const start = cursor.at;
  const change = cursor.change();
  const isUsual =
    change !== undefined &&
    !Number.isNaN(change.capacityAfter) &&
    cursor.at - start <= changeLengthMax;
  return isUsual ? change : undefined;
}

/** Moves over the part of what is not in the heap. False if it is damaged. */
function skipMetaspace(cursor: Cursor): boolean {
  if (!cursor.accept(', [Metaspace: ') && !cursor.accept(' [PSPermGen: ')) return true;
  return cursor.change() !== undefined && cursor.accept(']');
}

/** Whether nothing but ` [Times: user=0.02 sys=0.00, real=0.01 secs] ` or blanks follow. */
function isRestOfLine(cursor: Cursor): boolean {
  if (cursor.accept(' [Times: ')) {
    while (isOfTimes(cursor.code)) cursor.at++;
    if (!cursor.accept(']')) return false;
  }
  cursor.skipBlanks();
  return cursor.at === cursor.text.length;
}

/** Small letters, digits, `=`, points, commas and blanks. */
function isOfTimes(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 48 && code <= 57) ||
    code === 32 ||
    code === 61 ||
    code === 46 ||
    code === 44
  );
}
