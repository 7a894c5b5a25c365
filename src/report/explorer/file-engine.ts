import { InputError } from '../../foundation/input-error.ts';
import { exportedSubjects } from '../../subject/exported-subjects.ts';
import { fileToken, readFileToken } from '../../subject/file-token.ts';
import { hashOf } from '../../subject/systems-hash.ts';
import type { SubjectSystem } from '../../subject/subject.ts';
import type { Configuration, Engine, Explored, MakeEngine } from './engine.ts';

/** The systems that a file exports, its XState machines included. */
export function fileEngine(exports: Readonly<Record<string, unknown>>, file: string): MakeEngine {
  return (version) => {
    const { systems } = exportedSubjects(exports, file);
    const explored = (subject: SubjectSystem): Explored => exploredSystem(subject, file, version);
    const named = (name: string): SubjectSystem => {
      const found = systems.find((each) => each.name === name);
      if (found !== undefined) return found;
      throw new InputError('data', `${file} exports no system '${name}'`);
    };
    return {
      name: file,
      choices: {
        designs: systems.map(({ name }) => name),
        switches: {},
        hazards: [],
        scopes: [],
        first: { design: systems[0]?.name ?? '', hazards: [], scope: '', file },
      },
      start: ({ design }: Configuration) => explored(named(design)),
      open: (token) => {
        const { subject, steps, ...end } = readFileToken(systems, token);
        return { explored: explored(subject), steps, end };
      },
      switchesOf: () => ({}),
      turned: (design) => design,
    } satisfies Engine;
  };
}

function exploredSystem(subject: SubjectSystem, file: string, version: string): Explored {
  const { name, system } = subject;
  return {
    configuration: { design: name, hazards: [], scope: '', file },
    view: subject,
    charts: Object.fromEntries(
      system.processes.map((process) => [process.name, process.definition.machine.id]),
    ),
    token: (end, steps) => fileToken(subject, file, { ...end, steps }),
    replayArguments: (token) => `replay ${file} --token ${token}`,
    traceFile: (trace) => ({
      schema: 'skipover-file-trace/1',
      tool: { name: 'skipover', version },
      modelHash: hashOf([subject]),
      file,
      system: name,
      trace,
    }),
  };
}
