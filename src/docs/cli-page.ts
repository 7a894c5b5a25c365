import type { Argument, Command, Option } from 'commander';
import { code, generated, page, table } from './markdown.ts';

/** `docs/cli.md`, from the definitions of the commands. */
export function cliPage(program: Command): string {
  return page(
    '# Commands',
    generated,
    'In a checkout: `npx skipover COMMAND`, after `npm ci`. Without a command the program runs its main job: the matrix of `check`, then `simulate`. `skipover COMMAND --help` prints what is here.',
    table(
      ['command', 'does'],
      program.commands.map((command) => [
        `[${code(command.name())}](#skipover-${command.name()})`,
        command.description(),
      ]),
    ),
    '## Options of the program',
    optionTable(program.options),
    ...program.commands.flatMap((command) => commandSection(command)),
  );
}

/** A section, and one below it for each command of the command. */
function commandSection(command: Command, parents: readonly string[] = []): string[] {
  const names = [...parents, command.name()];
  const name = ['skipover', ...names].join(' ');
  const parts = [
    `${'#'.repeat(names.length + 1)} ${name}`,
    sentence(command.description()),
    `\`\`\`text\n${name} ${command.usage()}\n\`\`\``,
  ];
  const given = command.registeredArguments;
  if (given.length > 0) parts.push(table(['argument', 'meaning'], given.map(argumentRow)));
  if (command.options.length > 0) parts.push(optionTable(command.options));
  return [...parts, ...command.commands.flatMap((each) => commandSection(each, names))];
}

function sentence(text: string): string {
  return `${text[0]!.toUpperCase()}${text.slice(1)}.`;
}

function argumentRow(argument: Argument): string[] {
  return [code(argument.name()), argument.description];
}

function optionTable(options: readonly Option[]): string {
  return table(
    ['option', 'meaning', 'default'],
    options.map((option) => [code(option.flags), meaningOf(option), defaultOf(option)]),
  );
}

function meaningOf({ description, argChoices, envVar }: Option): string {
  const choices = argChoices === undefined ? [] : [argChoices.map(code).join(', ')];
  const variable = envVar === undefined ? [] : [`also ${code(envVar)}`];
  return [description, ...choices, ...variable].join('; ');
}

function defaultOf({ defaultValue }: Option): string {
  const isNone = defaultValue === undefined || Array.isArray(defaultValue);
  return isNone ? '' : code(String(defaultValue));
}
