import type { Command } from 'commander';
import { shared, withOptions } from '../arguments/options.ts';
import type { CommandContext } from '../command-context.ts';
import { hardenCommand, type HardenArguments } from '../harden/harden-command.ts';
import { assumptionsCommand, type AssumptionsArguments } from './assumptions-command.ts';
import { costBoundsCommand, type CostBoundsArguments } from './cost-bounds-command.ts';
import { cutoffCommand, type CutoffArguments } from './cutoff-command.ts';
import { verifyCertificateCommand, type VerifyArguments } from './verify-certificate-command.ts';
import { witnessesCommand, type WitnessesArguments } from './witnesses-command.ts';

/** Commands that ask questions over many checks. */
export function addAnalyses(program: Command, context: CommandContext): void {
  addVerifyCertificate(program, context.finish);
  addCostBounds(program, context);
  addCutoff(program, context);
  addSearches(program, context);
}

function addVerifyCertificate(program: Command, finish: (code: number) => void): void {
  withOptions(program.command('verify-certificate'), [
    { ...shared.maxStates, meaning: 'states to recheck per cell (default: 200,000; proofs: all)' },
  ])
    .description('check a result of check or prove again with a plain, independent search')
    .argument('<file>', 'a file from reports/results, or of check --json')
    .action((file: string, given: VerifyArguments) =>
      finish(verifyCertificateCommand(file, given)),
    );
}

function addSearches(program: Command, { finish, out }: CommandContext): void {
  withOptions(program.command('assumptions'), [
    shared.designs,
    shared.onlyHazards,
    { ...shared.scope, meaning: 'bounds of every search (default: quick, then small)' },
    { ...shared.maxStates, default: 400_000 },
    {
      ...shared.maxSeconds,
      meaning: 'begin no new search after this time, per design',
      default: 300,
    },
    shared.queue,
    shared.json,
    shared.outWithTraces,
  ])
    .description('find the assumptions of the paper that each design needs')
    .action(async (given: Omit<AssumptionsArguments, 'out'> & { readonly out?: string }) =>
      finish(await assumptionsCommand({ ...given, out: given.out ?? out() })),
    );
  withOptions(program.command('harden'), [
    shared.onlyHazards,
    { ...shared.scope, meaning: 'bounds of every search (default: small and quick)' },
    { ...shared.maxStates, default: 400_000 },
    { ...shared.maxSeconds, default: 900 },
    shared.queue,
    shared.json,
    shared.outWithTraces,
  ])
    .description('find the cheapest designs that hold under every hazard')
    .action(async (given: Omit<HardenArguments, 'out'> & { readonly out?: string }) =>
      finish(await hardenCommand({ ...given, out: given.out ?? out() })),
    );
  withOptions(program.command('witnesses'), [
    shared.designs,
    shared.hazards,
    { ...shared.scope, meaning: 'bounds', default: 'quick' },
    { ...shared.maxStates, default: 400_000 },
    shared.json,
    shared.outWithTraces,
  ])
    .description('find passing runs that exercise each property, and consumed dirtiness')
    .action(async (given: Omit<WitnessesArguments, 'out'> & { readonly out?: string }) =>
      finish(await witnessesCommand({ ...given, out: given.out ?? out() })),
    );
}

function addCutoff(program: Command, { finish, out }: CommandContext): void {
  withOptions(program.command('cutoff'), [
    { ...shared.design, default: 'hardened' },
    shared.hazards,
    { ...shared.scope, meaning: 'scope to start with', default: 'small' },
    { flags: '--grow <bound>', meaning: 'enlarge only this bound; repeatable', isRepeatable: true },
    { ...shared.maxStates, default: 200_000 },
    { ...shared.maxSeconds, default: 300 },
    shared.json,
    shared.out,
  ])
    .description('enlarge a scope bound by bound until nothing new appears')
    .action(async (given: CutoffArguments) =>
      finish(await cutoffCommand({ ...given, out: given.out ?? out() })),
    );
}

function addCostBounds(program: Command, { finish, out }: CommandContext): void {
  withOptions(program.command('cost-bounds'), [
    shared.designs,
    shared.hazards,
    { ...shared.scope, default: 'quick' },
    shared.maxStates,
    shared.json,
    shared.out,
  ])
    .description('compute exact best and worst cases of frames, iterations and pause')
    .action(async (given: CostBoundsArguments) =>
      finish(await costBoundsCommand({ ...given, out: given.out ?? out() })),
    );
}
