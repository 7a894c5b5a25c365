import { afterEach, expect, test, vi } from 'vitest';
import { fitted } from './fitted-lines.ts';
import { table, untitledTable } from './text.ts';

afterEach(() => vi.unstubAllEnvs());

const widthOf = (text: string): number => Math.max(...text.split('\n').map((line) => line.length));

test.each([60, 80])('a line is broken below where it begins, at %i columns', (columns) => {
  vi.stubEnv('COLUMNS', `${columns}`);
  const text = `    assumed: ${'steps are computed by functions of XState; '.repeat(4)}`;
  const lines = fitted(text).split('\n');
  expect(widthOf(fitted(text))).toBeLessThanOrEqual(columns);
  expect(lines[1]).toMatch(/^ {6}\S/);
  expect(lines.join(' ').replaceAll(/\s+/g, ' ').trim()).toBe(text.trim());
});

test('the last column of a line is broken in its own place', () => {
  vi.stubEnv('COLUMNS', '60');
  const words = 'nothing that counts as progress can move any more';
  expect(fitted(`  12  daemon      ${words} ${words}`)).toBe(
    [
      '  12  daemon      nothing that counts as progress can move',
      '                  any more nothing that counts as progress',
      '                  can move any more',
    ].join('\n'),
  );
});

test('what is copied stays in one line, and so does everything where nobody said how wide', () => {
  vi.stubEnv('COLUMNS', '60');
  const command = `  16 steps: skipover replay reports/traces/${'x'.repeat(60)} and more words after it`;
  expect(fitted(command)).toBe(command);
  vi.stubEnv('COLUMNS', '');
  const long = 'many words '.repeat(20);
  expect(fitted(long)).toBe(long);
});

test('the widest column of a table gives way', () => {
  vi.stubEnv('COLUMNS', '60');
  const rows = [
    [['quantity'], ['least'], ['most']],
    [['frames sent, in all iterations of this migration together'], ['0'], ['6']],
    [['downtime'], ['1'], ['the last iteration']],
  ];
  const shown = table(rows);
  expect(widthOf(shown)).toBeLessThanOrEqual(60);
  expect(shown.split('\n')).toEqual([
    'quantity                           least  most',
    'frames sent, in all iterations of  0      6',
    'this migration together',
    'downtime                           1      the last iteration',
  ]);
  expect(widthOf(table(rows, Infinity))).toBeGreaterThan(60);
});

test('a table that would break words, or stack them, is a list', () => {
  const titles = [['run'], ['traffic'], ['note']];
  const note =
    'not simulated: the recording has no samples of what the guest wrote in the meantime';
  const row = [['jvm-crypto'], ['1,204 MB -> 1,197 MB (-0.6 %)'], [note]];
  expect(table([titles, row], 40).split('\n')).toEqual([
    'jvm-crypto',
    '  traffic: 1,204 MB -> 1,197 MB (-0.6',
    '    %)',
    '  note: not simulated: the recording',
    '    has no samples of what the guest',
    '    wrote in the meantime',
  ]);
  expect(untitledTable([[['A1'], ['x'.repeat(30)], ['y'.repeat(30)]]], 60)).toBe(
    `A1\n  ${'x'.repeat(30)}\n  ${'y'.repeat(30)}`,
  );
  // Where there is room for every word, columns stay beside each other.
  expect(table([titles, [['a'], ['b'], ['several short words in a cell']]], 30)).toBe(
    'run  traffic  note\na    b        several short\n              words in a cell',
  );
});
