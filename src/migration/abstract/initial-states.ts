import { owners } from '../memory.ts';
import { regions } from './heap.ts';
import type { AbstractMachine } from './machine.ts';
import { entries, mappers } from './memory.ts';

/** Where the observed page lies, what it maps, and who holds the frame, when a story begins. */
interface Start {
  readonly region: number;
  readonly entry: number;
  readonly owner: number;
  readonly mapper: number;
}

/**
 * Every frame and page of every machine whose memory is as the kernel leaves it: filled pages are mapped, what
 * lies outside Young and is no filled page of Old is not, and To is empty.
 */
export function initialStarts(): readonly Start[] {
  const ownersOfFrame = [
    { owner: owners.free, mapper: mappers.none },
    { owner: owners.other, mapper: mappers.none },
    { owner: owners.application, mapper: mappers.another },
  ];
  return Object.values(regions).flatMap((region) => {
    if (region === regions.to || region === regions.left) return [];
    return Object.values(entries).flatMap((entry): Start[] => {
      if (region <= regions.to && entry === entries.none) return [];
      if (region === regions.outside && entry !== entries.none) return [];
      if (entry === entries.frame) {
        return [{ region, entry, owner: owners.application, mapper: mappers.observed }];
      }
      return ownersOfFrame.map((holder) => ({ region, entry, ...holder }));
    });
  });
}

/** Writes a start; no migration is under way. */
export function writeStart(
  { memory, heap }: Pick<AbstractMachine, 'memory' | 'heap'>,
  words: Uint32Array,
  { region, entry, owner, mapper }: Start,
): void {
  memory.transfer.set(words, 1);
  memory.vmRuns.set(words, 1);
  memory.runsAtSource.set(words, 1);
  memory.owner.set(words, owner);
  memory.mapper.set(words, mapper);
  memory.entry.set(words, entry);
  heap.region.set(words, region);
}
