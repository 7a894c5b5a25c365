import { ShellCompDirective, type RootCommand } from '@bomb.sh/tab';
import tab from '@bomb.sh/tab/commander';
import type { Command } from 'commander';
import { comparators } from '../../models/comparators.ts';
import { designTitles } from '../../models/design.ts';
import { hazards } from '../../models/hazards.ts';
import { scopes } from '../../models/scope.ts';
import { presetNames } from '../timing/paper/parameters.ts';
import { listable } from './list/list-command.ts';

type Names = readonly (readonly [name: string, meaning: string])[];

/** What an option takes by name. */
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
  completeFiles(root);
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

/** What the program has no names for is completed by the shell, as a file: the library never lets it. */
function completeFiles(root: RootCommand): void {
  Object.defineProperty(root, 'directive', {
    get: () =>
      root.completions.length === 0
        ? ShellCompDirective.ShellCompDirectiveDefault
        : ShellCompDirective.ShellCompDirectiveNoFileComp,
    set: () => {},
  });
  const setup = root.setup.bind(root);
  root.setup = (name, executable, shell) => {
    setup(name, executable, shell);
    // bash looks for files only if its registration asks for that.
    if (shell !== 'bash') return;
    console.log(
      `spec=$(complete -p ${name}); eval "complete -o default \${spec#complete }"; unset spec`,
    );
  };
}
