/** Events that the CRM's history shows and no hook brought: how they are stored, and how a late hook is known for one of them. */
import { parsedHook } from '../../host/results.ts';
import { type DomainEvent } from '../../sdk/events.ts';
import { Refuse } from '../../sdk/errors.ts';
import { type ParsedHook } from '../../sdk/types.ts';

/** The source of hook rows that the sweep wrote. No plugin can be called so: it has no address to send to. */
export const SWEEP = 'sweep';
/** The CRM's history and its hooks may tell one occurrence this far apart. */
export const NEAR_MS = 2_000;

const SECOND = 1_000;

/** Under which a recovered event is stored. What has one key for ever (a message) keeps it: its hook has the same. */
export function recoveredKey(event: DomainEvent): string {
  return keysAround(event, 0)[0] as string;
}

/** Under which this event would be stored if the sweep had found it first. */
export const lateKeys = (event: DomainEvent): string[] => keysAround(event, NEAR_MS);

function keysAround(event: DomainEvent, ms: number): string[] {
  const { name, subject } = event;
  if (event.key && name.startsWith('message.')) return [event.key];
  if (event.name === 'call.finished' || event.name === 'call.missed') {
    const [bare, recorded] = [`${SWEEP}:call:${subject}`, `${SWEEP}:call:${subject}:recorded`];
    // A call comes again when its recording is there: that is no repetition of the bare one.
    return event.data.recordingUrl === undefined ? [bare, ...(ms > 0 ? [recorded] : [])] : [recorded];
  }
  if (isOnce(event)) return [`${SWEEP}:${name}:${subject}`];
  const second = Math.floor(Date.parse(event.at) / SECOND) * SECOND;
  const keys: string[] = [];
  for (let at = second - ms; at <= second + ms; at += SECOND) keys.push([SWEEP, name, subject, new Date(at).toISOString(), distinction(event)].join(':'));
  return keys;
}

/** Happens to its subject only once. */
export const isOnce = ({ name }: Pick<DomainEvent, 'name'>): boolean =>
  name.endsWith('.created') || name === 'note.added' || name === 'talk.opened' || name.startsWith('message.') || name.startsWith('call.');

/** What tells two changes of one second apart. */
function distinction({ name, data }: DomainEvent): string {
  if (name === 'lead.stage_changed') return `${data.pipelineId}.${data.stageId}`;
  return name.endsWith('.responsible_changed') && 'responsibleId' in data ? String(data.responsibleId) : '';
}

export const bodyOf = (event: DomainEvent): Buffer => Buffer.from(JSON.stringify({ events: [event] }));

/** @throws Refuse('invalid') */
export function readRecovered(body: Uint8Array): ParsedHook {
  try {
    return parsedHook(JSON.parse(Buffer.from(body).toString('utf8')));
  } catch (cause) {
    throw new Refuse('invalid', 'What the sweep stored cannot be read.', { cause });
  }
}
