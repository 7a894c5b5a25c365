/**
 * A lock behind the adapter protocol, version 1: one JSON object per line, each request answered in order.
 * With the argument "bug" it forgets to look whether the lock is free before it grants it.
 */
import { argv, stdin, stdout } from 'node:process';
import { createInterface } from 'node:readline';

const isCareless = argv[2] === 'bug';
let waiting: number[] = [];
/** 0: nobody; else the client + 1. */
let granted = 0;

function answer({ type, process = 'client0', action }: Readonly<Record<string, string>>): object {
  const client = Number(process.at(-1));
  if (type === 'bye') return { type };
  if (type === 'hello') {
    const actions = ['client0', 'client1'];
    const name = 'lock in TypeScript';
    return { type, protocol: 1, name, version: '1', actions, observes: ['granted'], settles: true };
  }
  if (type === 'reset') [waiting, granted] = [[], 0];
  if (action === 'request') waiting.push(client);
  if (action === 'acquire' && granted !== client + 1) {
    return { type: 'refuse', reason: 'the lock is not granted' };
  }
  if (action === 'release') granted = 0;
  if (waiting.length > 0 && (granted === 0 || isCareless)) granted = waiting.shift()! + 1;
  return { type: 'observe', state: { granted } };
}

for await (const line of createInterface({ input: stdin })) {
  stdout.write(`${JSON.stringify(answer(JSON.parse(line) as Record<string, string>))}\n`);
}
