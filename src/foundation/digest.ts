import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

// Without node:crypto: the page of a report computes the same hashes in a browser.

/** SHA-256 over texts, as UTF-8, and bytes, one after the other. */
export function sha256Of(...contents: readonly (string | Uint8Array)[]): Uint8Array {
  const hash = sha256.create();
  for (const content of contents) {
    hash.update(typeof content === 'string' ? utf8ToBytes(content) : content);
  }
  return hash.digest();
}

/** 16 hexadecimal digits of the SHA-256 of plain data: short enough to read aloud. */
export function digest(content: unknown): string {
  return bytesToHex(sha256Of(JSON.stringify(content))).slice(0, 16);
}
