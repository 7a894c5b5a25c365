import { Cursor } from './cursor.ts';
import type { EventSink, SpaceName } from './events.ts';
import type { LogLine } from './log-line.ts';

const regionLabels: readonly (readonly [label: string, space: SpaceName])[] = [
  ['Eden regions: ', 'eden'],
  ['Survivor regions: ', 'survivor'],
  ['Old regions: ', 'old'],
  ['Humongous regions: ', 'humongous'],
  ['Archive regions: ', 'archive'],
];
const regionSizeLabels = ['Heap Region Size: ', 'Heap region size: '];

/** Reads what only G1 prints: regions before and after a pause, their size, each region's changes. */
export class G1Lines {
  readonly #emit: EventSink;
  readonly #cursor = new Cursor('');

  constructor(emit: EventSink) {
    this.#emit = emit;
  }

  /** `Eden regions: 24->0(29)`. */
  readRegions({ message, gcId }: LogLine): void {
    const cursor = this.#start(message);
    const space = regionLabels.find(([label]) => cursor.accept(label))?.[1];
    if (space === undefined || gcId < 0) return;
    const before = cursor.integer();
    const after = cursor.accept('->') ? cursor.integer() : Number.NaN;
    const capacityAfter = cursor.accept('(') ? cursor.integer() : Number.NaN;
    if (Number.isNaN(before) || Number.isNaN(after)) {
      this.#emit({ type: 'damaged', text: message });
      return;
    }
    const change = { before, after, capacityBefore: Number.NaN, capacityAfter };
    this.#emit({ type: 'collector', name: 'G1', isCertain: true });
    this.#emit({ type: 'space', id: gcId, space, change, inRegions: true });
  }

  /** The size of a region, humongous regions, `G1HR` lines and requests for room. */
  readOthers(line: LogLine): void {
    const { message } = line;
    if (message.startsWith('Humongous regions: ')) this.readRegions(line);
    else if (message.startsWith('G1HR ')) this.#readRegion(line);
    else if (message.startsWith('Request concurrent cycle initiation')) this.#readRequest(message);
    else this.#readRegionSize(message);
  }

  #readRegionSize(message: string): void {
    const cursor = this.#start(message);
    const isHeader = regionSizeLabels.some((label) => cursor.accept(label));
    if (isHeader) this.#emit({ type: 'jvmStart' });
    if (!isHeader) {
      cursor.skipBlanks();
      if (!cursor.accept('region size ')) return;
    }
    const bytes = cursor.size();
    if (!Number.isNaN(bytes)) this.#emit({ type: 'regionSize', bytes });
  }

  /** `G1HR ALLOC(EDEN) [0x00000000ff000000, 0x00000000ff000000, 0x00000000ff100000]`. */
  #readRegion({ message, gcId }: LogLine): void {
    const cursor = this.#start(message);
    cursor.accept('G1HR ');
    const opens = message.indexOf('(', cursor.at);
    const closes = message.indexOf(')', cursor.at);
    cursor.at = closes + 1;
    const [bottom, top, end] = [
      this.#address(' [0x'),
      this.#address(', 0x'),
      this.#address(', 0x'),
    ];
    if (opens < 0 || closes < opens || !(bottom <= top && top <= end)) {
      this.#emit({ type: 'damaged', text: message });
      return;
    }
    const action = message.slice('G1HR '.length, opens);
    const kind = message.slice(opens + 1, closes);
    this.#emit({ type: 'region', id: gcId, action, kind, bottom, top, end });
  }

  #address(introduction: string): number {
    const cursor = this.#cursor;
    if (!cursor.accept(introduction)) return Number.NaN;
    const digits = cursor.text.slice(cursor.at, cursor.at + 16);
    cursor.at += 16;
    return digits.length === 16 ? Number.parseInt(digits, 16) : Number.NaN;
  }

  /** `... source: concurrent humongous allocation, occupancy: ...B allocation request: 1048592B ...`. */
  #readRequest(message: string): void {
    const cursor = this.#start(message);
    if (!message.includes('humongous') || !cursor.skipPast('allocation request: ')) return;
    const bytes = cursor.size();
    if (bytes > 0) this.#emit({ type: 'humongousAllocation', bytes });
  }

  #start(message: string): Cursor {
    this.#cursor.text = message;
    this.#cursor.at = 0;
    return this.#cursor;
  }
}
