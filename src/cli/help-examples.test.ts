import { describe, expect, test } from 'vitest';
import {
  memoryArgument,
  positiveSeconds,
  positiveWholeNumber,
  wholeNumber,
} from './arguments/numbers.ts';
import { helpExamples } from './help-examples.ts';
import { programWith } from './program.ts';

const program = programWith(() => {});

test.each(Object.values(helpExamples).flat())('the example works: %s', (line) => {
  const [, name = '', ...words] = line
    .replace(/^source <\((.*)\)$/, '$1')
    .replace(' | source', '')
    .split(' ');
  const command = program.commands.find((each) => each.name() === name)!;
  const { operands, unknown } = command.parseOptions(words);
  expect(unknown).toEqual([]);
  const { registeredArguments } = command;
  expect(operands.length).toBeLessThanOrEqual(registeredArguments.length);
});

describe('numbers with a unit', () => {
  test.each([
    [positiveWholeNumber, '5000', 5000],
    [positiveWholeNumber, '1M', 1e6],
    [positiveWholeNumber, '2.5k', 2500],
    [positiveWholeNumber, '1.1k', 1100],
    [wholeNumber, '0', 0],
    [positiveSeconds, '10', 10],
    [positiveSeconds, '10s', 10],
    [positiveSeconds, '1.5min', 90],
    [positiveSeconds, '250ms', 0.25],
    [memoryArgument, '512', 512],
    [memoryArgument, '2GiB', 2048],
    [memoryArgument, '1GB', 954],
  ])('%o reads %s', (parse, text, value) => {
    expect(parse(text)).toBe(value);
  });

  test.each([
    [positiveWholeNumber, '0'],
    [positiveWholeNumber, '1.5'],
    [positiveWholeNumber, '0.1'],
    [positiveWholeNumber, '1T'],
    [positiveWholeNumber, '99999999999G'],
    [wholeNumber, ''],
    [wholeNumber, '-1'],
    [positiveSeconds, '0'],
    [positiveSeconds, '-3'],
    [positiveSeconds, '10 days'],
    [positiveSeconds, ''],
    [memoryArgument, '0'],
    [memoryArgument, '2Gigs'],
  ])('%o refuses %s', (parse, text) => {
    expect(() => parse(text)).toThrow(/expected/);
  });
});
