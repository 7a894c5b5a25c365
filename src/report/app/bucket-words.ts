import type { Bucket } from '../coverage-report.ts';

/** Sign and words of each bucket of coverage. */
export const bucketWords: Readonly<Record<Bucket, string>> = {
  covered: '● covered',
  uncovered: '○ uncovered',
  unreachable: '⊘ proved unreachable',
  unknown: '? unknown',
};
