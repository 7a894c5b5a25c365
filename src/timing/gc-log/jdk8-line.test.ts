import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Cursor } from './cursor.ts';
import { foreignPartOf } from './foreign.ts';
import { readRecordLine } from './jdk8-line.ts';
import { readRecord, type Jdk8Record } from './jdk8-record.ts';
import { recordInside } from './jdk8-stamp.ts';
import { RecordScan } from './record-scan.ts';

const times = ' [Times: user=0.02 sys=0.00, real=0.01 secs] ';
const lines = [
  '[GC 65536K->4104K(251392K), 0.0100000 secs]',
  '[GC (Allocation Failure)  65536K->4104K(251392K), 0.0100000 secs]',
  '[Full GC (System.gc())  65536K->4104K(251392K), 0,0100000 secs]',
  '[Full GC (Ergonomics)  12345678K->12345678K(123456789K), 1.5 secs]',
  `[GC (Allocation Failure) [PSYoungGen: 76256K->8192K(76288K)] 76264K->20000K(251392K), 0.0200000 secs]${times}`,
  `[GC [PSYoungGen: 76256K->8192K(76288K)] 76264K->20000K(251392K), 0.0200000 secs]${times}`,
  `[Full GC (Ergonomics) [PSYoungGen: 8192K->0K(76288K)] [ParOldGen: 11808K->15000K(175104K)] 20000K->15000K(251392K), [Metaspace: 2700K->2700K(1056768K)], 0.0345000 secs]${times}`,
  `[Full GC (System) [PSYoungGen: 8192K->0K(76288K)] [PSOldGen: 11808K->15000K(175104K)] 20000K->15000K(251392K) [PSPermGen: 2700K->2700K(1056768K)], 0.0345000 secs]${times}`,
];

/** What damage, other collectors and torn lines put into a line. */
const fragments = [
  ...'[](),:.->=# \tKMB019x'.split(''),
  '->',
  ', ',
  ' secs]',
  '1.5: [GC (',
  '[Eden: ',
  '[CMS',
  'CMS-initial-mark',
  'ParNew: ',
  '(GCLocker Initiated GC)',
  '--',
  'survived: 1 promoted: 2 overflow',
  '65536K->4104K(251392K)',
];

/** The record as the general reader has it, or undefined if the line is not a complete record and nothing else. */
function generalOf(text: string): Jdk8Record | undefined {
  const scan = new RecordScan();
  const end = scan.add(text, 0);
  const isPlain =
    recordInside(text, 1) < 0 &&
    (text.includes('[PSYoungGen') || foreignPartOf(text) === undefined) &&
    !text.slice(end).includes('[Eden: ');
  return scan.isClosed && isPlain ? readRecord(scan) : undefined;
}

describe('a record on one line', () => {
  test.each(lines)('%s', (line) => {
    const record = readRecordLine(new Cursor(line));
    expect(record).toBeDefined();
    expect(record).toEqual(generalOf(line));
  });

  test('however it is changed, is the one of the general reader, or is left to it', () => {
    const change = fc.record({
      at: fc.nat(1e6),
      cut: fc.nat(3),
      put: fc.constantFrom('', ...fragments),
    });
    let read = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...lines),
        fc.array(change, { minLength: 1, maxLength: 3 }),
        (line, changes) => {
          let text = line;
          for (const { at, cut, put } of changes) {
            const place = at % text.length;
            text = text.slice(0, place) + put + text.slice(place + cut);
          }
          const record = readRecordLine(new Cursor(text));
          if (record === undefined) return;
          read++;
          expect(record).toEqual(generalOf(text));
        },
      ),
      { numRuns: 20_000 },
    );
    expect(read).toBeGreaterThan(500);
  });
});
