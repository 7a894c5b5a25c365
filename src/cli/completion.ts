import tab from '@bomb.sh/tab/commander';
import type { Command } from 'commander';
import { comparators } from '../../models/comparators.ts';
import { designTitles } from '../../models/design.ts';
import { hazards } from '../../models/hazards.ts';
import { scopes } from '../../models/scope.ts';
import { presetNames } from '../timing/paper/parameters.ts';
import { listable } from './list/list-command.ts';

type Names = readonly (readonly [name: string, meaning: string])[];

/** What an option takes by name. Files complete by the shell. */
const valuesOf: Readonly<Record<string, () => Names>> = {
  design: () => Object.entries(designTitles),
  hazard: () => titlesOf(hazards),
  scope: () => Object.values(scopes).map(({ name, title }) => [name, title]),
  policy: () => titlesOf(comparators),
  workload: () => presetNames.map((name) => [name, "made of the paper's figures"]),
};

function titlesOf(entries: Readonly<Record<string, { readonly title: string }>>): Names {
  return Object.entries(entries).map(([name, { title }]) => [name, title]);
}

/** `skipover complete bash|zsh|fish`: a script for the shell, which asks the program for what may follow. */
export function addCompletion(program: Command): void {
  const root = tab(program);
  for (const command of root.commands.values()) {
    for (const [name, values] of Object.entries(valuesOf)) {
      const option = command.options.get(name);
      if (option === undefined) continue;
      option.handler = (complete) => {
        for (const [value, meaning] of values()) complete(value, meaning);
      };
    }
  }
  const topics = root.commands.get('list')?.arguments.get('what');
  if (topics !== undefined) {
    topics.handler = (complete) => {
      for (const topic of listable) complete(topic, '');
    };
  }
}
