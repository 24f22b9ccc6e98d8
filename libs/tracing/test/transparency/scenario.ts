import * as fc from 'fast-check';
import {
  type NamedDecorator,
  type NamedParameterDecorator,
  anyAccessorDecorator,
  anyMethodDecorator,
  anyParameterDecorator,
} from './decorators.js';
import type { Outcome } from './outcomes/outcome.js';
import { type Member, members, receivers } from './service.js';
import { type Given, anyValue, nameOf } from './values.js';

/** A member of a class, its decorators from top to bottom, and one call of it. */
export interface Scenario {
  readonly member: Member;
  readonly outcome: Outcome;
  readonly classDecorator: 'none' | '@Traced()';
  readonly decorators: readonly NamedDecorator[];
  readonly parameters: readonly NamedParameterDecorator[];
  readonly receiver: string;
  readonly args: readonly Given[];
  readonly caller: 'in no span' | 'in a span';
}

export function anyScenario(): fc.Arbitrary<Scenario> {
  return fc.oneof(...members.map(anyCallOf)).map((scenario) => ({
    ...scenario,
    [fc.toStringMethod]: () => wordsOf(scenario),
  }));
}

function anyCallOf(member: Member): fc.Arbitrary<Scenario> {
  const decorator = member.part === 'value' ? anyMethodDecorator() : anyAccessorDecorator();
  return fc.record({
    member: fc.constant(member),
    outcome: member.outcome,
    classDecorator: fc.constantFrom('none', '@Traced()'),
    decorators: fc.array(decorator, { maxLength: 4 }).filter(agree),
    parameters: fc.array(anyParameterDecorator(), { maxLength: member.part === 'get' ? 0 : 3 }),
    receiver: fc.constantFrom(...Object.keys(receivers)),
    args: fc.array(anyValue(), { maxLength: 4 }),
    caller: fc.constantFrom('in no span', 'in a span'),
  });
}

/** A member with both `@Traced()` and `@NoTrace()` stops the start. */
function agree(decorators: readonly NamedDecorator[]): boolean {
  return !['Traced', 'NoTrace'].every((name) => decorators.some(({ by }) => by === name));
}

/** Whether the member has spans: `@Traced()` on its class gives them to methods. */
export function isTraced({ member, classDecorator, decorators }: Scenario): boolean {
  if (decorators.some(({ by }) => by === 'Traced')) return true;
  if (decorators.some(({ by }) => by === 'NoTrace') || classDecorator === 'none') return false;
  return member.part === 'value';
}

/** The indices of the arguments that tracing replaces by the current span. */
export function filledPositions(scenario: Scenario): readonly number[] {
  if (!isTraced(scenario)) return [];
  return scenario.parameters.filter(({ by }) => by === 'CurrentSpan').map(({ index }) => index);
}

/** Whether code within the call looks for the active span, which starts it. */
export function looksForSpan(scenario: Scenario): boolean {
  const { decorators } = scenario;
  const inside = decorators.slice(decorators.findLastIndex(({ by }) => by === 'Traced') + 1);
  return filledPositions(scenario).length > 0 || inside.some(({ by }) => by === 'TraceAttributes');
}

function wordsOf(scenario: Scenario): string {
  const { member, outcome, classDecorator, decorators, parameters, receiver, args } = scenario;
  const words = [
    `class: ${classDecorator}`,
    `member: ${[...decorators, ...parameters, member].map((part) => part.words).join(' ')}`,
    `called ${scenario.caller} on ${receiver} with (${args.map(({ value }) => nameOf(value)).join(', ')})`,
    outcome.words,
  ];
  return `\n${words.map((line) => `  ${line}`).join('\n')}\n`;
}
