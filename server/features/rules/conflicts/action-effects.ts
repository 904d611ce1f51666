/** What the house's actions leave behind, told from their inputs alone. Of a stranger's action nothing is known. Pure. */
import { type EventName } from '../../../sdk/events.ts';

export interface Write {
  /** `lead.stage`, `lead.price`, `lead.responsible`, `lead.tag.<name>`, `lead.field.<id>`; `contact.` likewise. */
  field: string;
  /** Writes with the same outcome end alike; without one only the moment tells what it will be. */
  outcome?: string;
  /** What will stand there, where that is sure. */
  value?: string;
}

/** An event that comes back, and the card it is about. */
export interface Made {
  event: EventName;
  /** On a card of its own: of it nothing but `writes` is known. */
  fresh: boolean;
}

export interface ActionEffects {
  /** Into the card the event is about. */
  writes: readonly Write[];
  /** Into a card it makes. */
  creates?: readonly Write[];
  makes: readonly Made[];
  /** The customer is written to. */
  answers?: true;
  /** The agent is told to keep quiet. */
  quiets?: true;
}

type Input = Readonly<Record<string, unknown>>;

const NOTHING: ActionEffects = { writes: [], makes: [] };

const BY_ACTION: Readonly<Record<string, (input: Input) => ActionEffects>> = {
  'update-lead': (input) => ofCard('lead', input),
  'update-contact': (input) => ofCard('contact', input),
  assign: (input) => ({ writes: [assigned(input)], makes: comesBack('lead.responsible_changed', 'lead.updated') }),
  'create-lead': (input) => ({
    writes: [],
    creates: [...cardWrites('lead', { ...input, addTags: input['tags'] })],
    makes: [{ event: 'lead.created', fresh: true }],
  }),
  'create-task': () => ({ writes: [], makes: comesBack('task.created') }),
  'complete-task': () => ({ writes: [], makes: comesBack('task.completed', 'task.updated') }),
  'add-note': () => ({ writes: [], makes: comesBack('note.added') }),
  'send-message': () => ({ writes: [], makes: comesBack('message.sent'), answers: true }),
  'ai-response': () => ({ writes: [], makes: comesBack('message.sent'), answers: true }),
  'pause-agent': ({ mode }) => (mode === 'resume' ? NOTHING : { ...NOTHING, quiets: true }),
};

export const effectsOf = (action: string, input: Input): ActionEffects =>
  (Object.hasOwn(BY_ACTION, action) ? BY_ACTION[action]?.(input) : undefined) ?? NOTHING;

const comesBack = (...events: EventName[]): Made[] => events.map((event) => ({ event, fresh: false }));

function ofCard(card: 'lead' | 'contact', input: Input): ActionEffects {
  const writes = [...cardWrites(card, input)];
  if (writes.length === 0 && textOf(input['name']) === '') return NOTHING;
  const has = (name: string): boolean => writes.some(({ field }) => field === `${card}.${name}`);
  const events: EventName[] = [`${card}.updated`];
  if (has('responsible')) events.push(`${card}.responsible_changed`);
  if (card === 'lead' && has('stage')) events.push('lead.stage_changed');
  return { writes, makes: comesBack(...events) };
}

function* cardWrites(card: 'lead' | 'contact', input: Input): Generator<Write> {
  const responsible = textOf(input['responsible']);
  if (responsible) yield sure(`${card}.responsible`, responsible);
  for (const tag of textsOf(input['addTags'])) yield sure(`${card}.tag.${tag}`, 'yes');
  for (const tag of textsOf(input['removeTags'])) yield sure(`${card}.tag.${tag}`, 'no');
  yield* fieldWrites(input['fields']);
  if (card === 'contact') return;
  const stage = textOf(input['stage']);
  if (stage) yield sure('lead.stage', stage);
  const price = input['price'];
  // Sums that are added are added in any order.
  if (typeof price === 'number') yield input['priceMode'] === 'add' ? { field: 'lead.price', outcome: 'add' } : sure('lead.price', String(price));
}

/** Several rows of one field are its several values. */
function* fieldWrites(rows: unknown): Generator<Write> {
  const values = new Map<string, string[]>();
  for (const row of Array.isArray(rows) ? (rows as unknown[]) : []) {
    const { field, value } = (typeof row === 'object' && row !== null ? row : {}) as Input;
    if (textOf(field)) values.set(textOf(field), [...(values.get(textOf(field)) ?? []), textOf(value)]);
  }
  for (const [field, list] of values) {
    const [only = ''] = list;
    const isSure = list.length === 1 && !only.includes('{{');
    yield { field, outcome: list.toSorted().join('\n'), ...(isSure ? { value: only } : {}) };
  }
}

function assigned({ method, users }: Input): Write {
  const [only, ...others] = textsOf(users);
  return only !== undefined && others.length === 0 && method !== 'condition' ? sure('lead.responsible', only) : { field: 'lead.responsible' };
}

const sure = (field: string, value: string): Write => ({ field, outcome: value, value });
const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');
const textsOf = (value: unknown): string[] => (Array.isArray(value) ? [...new Set(value.map(textOf).filter((text) => text !== ''))] : []);
