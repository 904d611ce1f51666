import { type Search } from './found.ts';
import { byPriority, exclude, type ReadRule } from './read-rule.ts';
import { Shelves } from './shelves.ts';

interface Group {
  field: string;
  rules: ReadRule[];
}

/** Two rules of one event write different values to one field, and nothing keeps them from doing so together. */
export function findSameField(rules: readonly ReadRule[], search: Search): void {
  const groups = new Map<string, Group>();
  for (const rule of rules)
    for (const field of rule.writes.keys()) {
      const key = `${rule.event}\n${field}`;
      const group = groups.get(key) ?? { field, rules: [] };
      groups.set(key, group);
      group.rules.push(rule);
    }
  for (const { field, rules: group } of groups.values()) if (group.length > 1 && search.concerns(group.map(({ id }) => id))) inGroup(group, field, search);
}

function inGroup(group: readonly ReadRule[], field: string, search: Search): void {
  const about = group.find(({ id }) => id === search.about);
  const higher = new Shelves(group);
  for (const rule of byPriority(group)) {
    const part = outcomeOf(rule, field);
    for (const other of higher.near(rule.claims, part)) {
      if (search.isOver) return;
      if (about && about !== rule && about !== other) continue;
      search.compared += 1;
      if (!exclude(rule, other)) search.add({ kind: 'same_field', ruleIds: [other.id, rule.id], field });
    }
    // Where it ran, none below it runs.
    if (!rule.definition.stop) higher.put({ rule, part });
  }
}

/** What only the moment tells is like nothing else. */
const outcomeOf = ({ id, writes }: ReadRule, field: string): string => {
  const outcome = writes.get(field)?.outcome;
  return outcome === undefined ? `?${id}` : `=${outcome}`;
};
