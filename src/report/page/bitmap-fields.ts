/** Memory that a counterexample draws step by step, one element per frame. */
export const bitmapFields = ['dirty', 'send', 'transfer', 'stale', 'deferred', 'absent'] as const;
