import { type AgentSettings } from '../../agents/schema.ts';
import { type Leaf, type Node } from '../definition.ts';
import { Claims } from './claims.ts';
import { type Search } from './found.ts';
import { type ReadRule } from './read-rule.ts';
import { ofStages, type StageKind } from './readings.ts';

type Settings = Pick<AgentSettings, 'mode' | 'channels' | 'stages' | 'workingHours'>;
type Hours = NonNullable<Settings['workingHours']>;

export interface ConflictAgent {
  id: string;
  settings: Settings;
}

/** As rules name them; agents count from Monday. */
const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** The customer gets two answers: the rule's and the agent's. */
export function findBothAnswer(rules: readonly ReadRule[], agents: readonly ConflictAgent[], stageKind: StageKind, search: Search): void {
  const answering = agents.flatMap(({ id, settings }, index) => {
    // The first agent of a place has it.
    const isBehind = agents.slice(0, index).some((earlier) => covers(earlier.settings, settings));
    return settings.mode === 'auto' && !isBehind ? [{ id, place: placeOf(settings, stageKind), hours: settings.workingHours }] : [];
  });
  for (const rule of rules) {
    if (rule.event !== 'message.received' || !rule.actions.some(({ answers }) => answers) || rule.actions.some(({ quiets }) => quiets)) continue;
    for (const { id, place, hours } of answering) {
      search.compared += 1;
      const isApart = place.ruleOut(rule.logic) || rule.claims.ruleOut(place.asLogic) || (hours !== null && isOutside(rule.definition.conditions, hours));
      if (!isApart) search.add({ kind: 'both_answer', ruleIds: [rule.id], agentId: id });
    }
  }
}

const placeOf = ({ channels, stages }: Settings, stageKind: StageKind): Claims =>
  new Claims([...(channels.length > 0 ? [{ about: 'talk.channel', in: channels }] : []), ...(stages.length > 0 ? ofStages(stages, stageKind) : [])]);

function covers(wide: Settings, narrow: Settings): boolean {
  const holds = (all: readonly string[], some: readonly string[]): boolean => all.length === 0 || (some.length > 0 && some.every((one) => all.includes(one)));
  return holds(wide.channels, narrow.channels) && holds(wide.stages, narrow.stages);
}

/** An agent keeps to its hours: a rule for the rest of the day does not meet it. */
const isOutside = (conditions: Node, hours: Hours): boolean =>
  [...sideBySide(conditions)].some(({ condition, input }) => condition === 'working-hours' && input['is'] === 'outside' && isWithin(hours, input));

function isWithin({ days, from, to }: Hours, input: Leaf['input']): boolean {
  const { days: kept = DAYS.slice(0, 5), from: start = '09:00', to: end = '18:00', timezone = '' } = input;
  if (!Array.isArray(kept) || typeof start !== 'string' || typeof end !== 'string' || timezone !== '') return false;
  if (!days.every((day) => kept.includes(DAYS[day - 1]))) return false;
  // Texts of two digits each compare as times do. Over midnight only the very same hours are plain.
  return (start === from && end === to) || (from < to && start <= from && to <= end);
}

function* sideBySide(node: Node): Generator<Leaf> {
  if ('condition' in node) yield node;
  else if ('all' in node) for (const child of node.all) yield* sideBySide(child);
}
