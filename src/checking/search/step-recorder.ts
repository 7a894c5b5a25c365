import { GeneratedText } from '../../system/generated-text.ts';
import { hashOf, sourceOfHash } from '../stores/hash.ts';
import { recordTail } from '../stores/state-store.ts';
import { RecentStates } from './recent-states.ts';

/** Where records go. */
export interface RecordPlace {
  records: Uint32Array;
  /** Position of the next record. */
  at: number;
  /** Records so far. */
  count: number;
  /** The state that is being expanded. */
  id: number;
}

/** States of more words are gone through in loops. */
const unrolledMax = 32;

/**
 * What writes the state in `next` down as a record, unless that happened shortly before: into `place`, which moves
 * on. `known` is a state that is in the visited set already.
 */
export function stepRecorder(next: Uint32Array, known: Uint32Array, place: RecordPlace): Recorder {
  const recent = new RecentStates(known);
  return next.length > unrolledMax
    ? recorderByLoops(next, recent, place)
    : generatedRecorder(next, recent, place);
}

type Recorder = () => void;

export function recorderByLoops(
  next: Uint32Array,
  recent: RecentStates,
  place: RecordPlace,
): Recorder {
  const size = next.length;
  return () => {
    const hash = hashOf(next, 0, size);
    if (recent.has(next, hash)) return;
    const { records, at } = place;
    for (let word = 0; word < size; word++) records[at + word] = next[word]!;
    records[at + size] = hash;
    records[at + size + 1] = place.id;
    place.at = at + size + recordTail;
    place.count++;
  };
}

/** The same for the number of words that a state has: each word is read once, and no loop goes over them. */
export function generatedRecorder(
  next: Uint32Array,
  { words: recent, mask }: RecentStates,
  place: RecordPlace,
): Recorder {
  const size = next.length;
  const names = Array.from(next, (_, word) => `word${word}`);
  const each = (line: (name: string, word: number) => string): string => names.map(line).join(' ');
  const lines = [
    'return function record() {',
    each((name, word) => `const ${name} = next[${word}];`),
    ...sourceOfHash(names),
    `const from = (hash & ${mask}) * ${size};`,
    `if (${names.map((name, word) => `recent[from + ${word}] === ${name}`).join(' && ')}) return;`,
    each((name, word) => `recent[from + ${word}] = ${name};`),
    'const records = place.records, at = place.at;',
    each((name, word) => `records[at + ${word}] = ${name};`),
    `records[at + ${size}] = hash;`,
    `records[at + ${size + 1}] = place.id;`,
    `place.at = at + ${size + recordTail};`,
    'place.count++;',
    '};',
  ];
  return new GeneratedText().made(lines, { next, recent, place }) as Recorder;
}
