import { oneLine } from './story.ts';
import { element, type Xml } from './xml.ts';

/** A test case and what it counts as. */
export interface Case {
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly xml: Xml;
}

export interface Suite {
  readonly cases: readonly Case[];
  readonly xml: Xml;
}

/** Names a test case; the outcome, with the element that reports it, comes later. */
export function caseOf(
  classname: string,
  name: string,
): (outcome: Case['outcome'], inner?: Xml) => Case {
  return (outcome, inner) => ({
    outcome,
    xml: element(
      'testcase',
      { classname, name: oneLine(name) },
      inner === undefined ? [] : [inner],
    ),
  });
}

/** The message on one line; the text as it is, the message where none is given. */
export function failure(type: string, message: string, text = message): Xml {
  return element('failure', { type, message: oneLine(message) }, text);
}

/** The reason is in the element: the schema knows no attribute of it. */
export function skipped(reason: string): Xml {
  return element('skipped', {}, oneLine(reason));
}

/** Counts its cases. `facts` become properties. */
export function suiteOf(
  attributes: Readonly<Record<string, string | number>>,
  facts: Readonly<Record<string, string | number>>,
  cases: readonly Case[],
): Suite {
  const properties = Object.entries(facts).map(([name, value]) =>
    element('property', { name, value }),
  );
  const xml = element('testsuite', { ...attributes, ...tally(cases) }, [
    element('properties', {}, properties),
    ...cases.map((made) => made.xml),
  ]);
  return { cases, xml };
}

export function tally(cases: readonly Case[]): Readonly<Record<string, number>> {
  const of = (outcome: Case['outcome']): number =>
    cases.filter((made) => made.outcome === outcome).length;
  return { tests: cases.length, failures: of('failed'), errors: 0, skipped: of('skipped') };
}

/** Readers take seconds and no zone; results are in UTC. */
export function timestamp(startedAt: string): string {
  return startedAt.replace(/(?:\.\d+)?Z$/, '');
}
