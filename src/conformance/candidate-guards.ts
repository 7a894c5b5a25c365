import type { Transition } from '../system/compile.ts';
import type { System } from '../system/system.ts';
import type { NamedStep } from './named-step.ts';

/** Why a state does not have a step. */
export interface Refusal {
  /** Control state of the process. */
  readonly at: string;
  /** Guards that would have to hold, each with its row of the chart; empty where no row takes the event. */
  readonly falseGuards: readonly string[];
  /** The reason in one sentence. */
  readonly reason: string;
}

/** Why a step is not enabled in a state, guard by guard. The step must not be enabled there. */
export function refusalOf(
  system: System,
  words: Uint32Array,
  { process: name, event, choice }: NamedStep,
): Refusal {
  const process = system.process(name);
  const at = system.stateOf(words, name);
  const say = (reason: string, falseGuards: readonly string[] = []): Refusal => ({
    at,
    falseGuards,
    reason: `${name} is in ${at}: ${reason}`,
  });
  const { runsWhile } = process.definition;
  if (runsWhile !== undefined && !runsWhile(words, 0)) return say('it takes no step now');
  const entry = process.states[process.control.get(words, 0)]!;
  const own = entry.own.find((candidates) => candidates.event === event);
  if (own !== undefined) {
    if (choice >= own.choices) return say(`${event} has choices 0 to ${own.choices - 1} only`);
    const [reason, falseGuards] = guardsOf(own.transitions, words, choice);
    // The process of an actor has a guard of the event's own name; the machine decides.
    return falseGuards.join() === event ? say(`it takes no ${event}`) : say(reason, falseGuards);
  }
  const mailbox = entry.mailboxes.find(({ channel }) => channel.messages.includes(event));
  if (mailbox === undefined) return say(`no row of this state takes ${event}`);
  const head = mailbox.channel.head(words);
  const first = head < 0 ? 'nothing' : mailbox.channel.messages[head]!;
  const { name: channel } = mailbox.channel;
  if (first !== event) return say(`the first message of ${channel} is ${first}, not ${event}`);
  const candidates = mailbox.byMessage[head];
  if (candidates === undefined) return say(`${event} waits in ${channel} until this state is left`);
  return say(...guardsOf(candidates.transitions, words, 0));
}

function guardsOf(
  transitions: readonly Transition[],
  words: Uint32Array,
  choice: number,
): [reason: string, falseGuards: readonly string[]] {
  const falseGuards = transitions.flatMap(({ guard, rule }) =>
    guard === undefined || guard(words, choice) || rule?.guard === undefined ? [] : [rule.guard],
  );
  const verb = falseGuards.length === 1 ? 'is' : 'are';
  return [`${falseGuards.join(', ')} ${verb} false`, falseGuards];
}
