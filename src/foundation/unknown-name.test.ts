import { describe, expect, test } from 'vitest';
import { unknownName } from './unknown-name.ts';

const designs = ['xen', 'published', 'rewalk', 'hardened'];

describe('a name that does not exist', () => {
  test.each([
    ['hardend', 'hardened'],
    ['HARDENED', 'hardened'],
    ['publishd', 'published'],
    ['xne', 'xen'],
    ['re-walk', 'rewalk'],
  ])('%s: suggests %s', (given, nearest) => {
    expect(unknownName('design', given, { allowed: designs }).message).toContain(
      `'${given}'; did you mean '${nearest}'?`,
    );
  });

  test.each(['', 'kvm-postcopy', 'vmotion'])('%j is near nothing', (given) => {
    expect(unknownName('design', given, { allowed: designs }).message).not.toContain(
      'did you mean',
    );
  });

  test('the error lists what is allowed, and suggests only what is near', () => {
    const near = unknownName('design', 'hardend', { allowed: designs });
    expect(near.message).toBe(
      "unknown design 'hardend'; did you mean 'hardened'? allowed: xen, published, rewalk, hardened",
    );
    expect(near.kind).toBe('configuration');
    const far = unknownName('command', 'vmotion', { allowed: ['check'], kind: 'usage' });
    expect(far.message).toBe("unknown command 'vmotion'; allowed: check");
    expect(far.kind).toBe('usage');
  });
});
