import type { SubjectSystem } from './subject.ts';

/** What was assumed of a system that was searched or run, a sentence each. `threads`: how many were asked for. */
export function assumedOf({ assumptions, system }: SubjectSystem, threads = 1): string[] {
  const { narrator } = system;
  const boundary = narrator?.boundary();
  const lines = [
    ...assumptions,
    ...(narrator?.assumed() ?? []),
    ...(narrator === undefined || threads === 1
      ? []
      : [`one thread searches, not ${threads}: ${narrator.oneThread}`]),
    ...(boundary === undefined ? [] : [`only states ${boundary}`]),
  ];
  return [...new Set(lines)];
}
