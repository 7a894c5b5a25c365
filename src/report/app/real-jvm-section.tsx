import type { JSX } from 'preact';
import { duration } from '../page/format.ts';
import { ScrollRegion } from './scroll-region.tsx';
import { VerdictSign } from './verdict.tsx';

/** What `npm run demo:jvm` leaves behind (schemas/real-jvm.schema.json), as far as the page shows it. */
export interface RealJvmContent {
  readonly machine: { readonly kernel: string; readonly java: string };
  readonly seconds: number;
  readonly races: readonly {
    readonly name: string;
    readonly trace: { readonly design: string; readonly failureClass: string };
    readonly plays: readonly Play[];
  }[];
}

interface Play {
  readonly design: string;
  readonly model: 'fails' | 'holds';
  readonly runs: number;
  readonly agreeing: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly sample: {
    readonly outcome: string;
    readonly detail: string;
    readonly steps: readonly SideBySide[];
  };
}

interface SideBySide {
  readonly process: string;
  readonly step: string;
  readonly model: string;
  readonly real: string;
  readonly role: 'gate' | 'environment' | 'inside';
}

/** What the model says of each schedule, and what became of a real JVM on it. */
export function RealJvmSection({ content }: { readonly content: RealJvmContent }): JSX.Element {
  const { machine, races, seconds } = content;
  return (
    <>
      <p class="size">
        {machine.java}, Linux {machine.kernel}, {duration(seconds)}
      </p>
      <ScrollRegion label="Races on a real JVM">
        <table class="values">
          <thead>
            <tr>
              <th scope="col">race</th>
              <th scope="col">design</th>
              <th scope="col">model</th>
              <th scope="col">runs that agree</th>
              <th scope="col">what became of the guest</th>
            </tr>
          </thead>
          <tbody>
            {races.flatMap(({ name, plays }) =>
              plays.map(({ design, model, runs, agreeing, outcomes }) => (
                <tr key={`${name} ${design}`}>
                  <th scope="row">{name}</th>
                  <td>{design}</td>
                  <td>
                    <VerdictSign verdict={model === 'holds' ? 'verified' : 'violated'} /> {model}
                  </td>
                  <td class={agreeing === runs ? 'number' : 'number worse'}>
                    {agreeing} of {runs}
                  </td>
                  <td>{outcomesText(outcomes)}</td>
                </tr>
              )),
            )}
          </tbody>
        </table>
      </ScrollRegion>
      {races.flatMap(({ name, plays }) =>
        plays.map((play) => (
          <details key={`${name} ${play.design}`}>
            <summary>
              {name}, {play.design}: the model's trace and the real events of a run that ended:{' '}
              {play.sample.outcome}
            </summary>
            <p>{play.sample.detail}</p>
            <Steps label={`${name}, ${play.design}`} steps={play.sample.steps} />
          </details>
        )),
      )}
    </>
  );
}

function Steps({
  label,
  steps,
}: {
  readonly label: string;
  readonly steps: readonly SideBySide[];
}): JSX.Element {
  return (
    <ScrollRegion label={label} isTall>
      <table class="values two-lanes">
        <thead>
          <tr>
            <th scope="col">#</th>
            <th scope="col">step</th>
            <th scope="col">model</th>
            <th scope="col">real JVM</th>
          </tr>
        </thead>
        <tbody>
          {steps.map(({ process, step, model, real, role }, index) => (
            <tr key={index}>
              <td class="number">{index + 1}</td>
              <th scope="row">
                {process} {step}
                {role !== 'gate' && <span class="size"> {role}</span>}
              </th>
              <td>{model}</td>
              <td>{real === '' ? <span class="size">taken</span> : real}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

function outcomesText(outcomes: Play['outcomes']): string {
  return Object.entries(outcomes)
    .map(([outcome, runs]) => `${runs} ${outcome}`)
    .join(', ');
}
