/** The shapes of what an action may ask for, with their bounds. */
import { z } from 'zod';

import { type Effect } from '../sdk/effects.ts';
import { type Subject } from '../sdk/subjects.ts';

const TEXT = 4_000;
const NOTE = 20_000;
const URL_LENGTH = 2_048;
const BODY_BYTES = 65_536;

const Id = z.string().min(1).max(200);
const Words = z.string().trim().min(1).max(TEXT);
const Short = z.string().max(1_000);
const About = z.custom<Subject>((value) => typeof value === 'string' && value.length <= 400 && /^[a-z_]+:./u.test(value), 'no subject like lead:123');
const Talk = z.custom<Subject>((value) => typeof value === 'string' && value.length <= 400 && /^talk:./u.test(value), 'no talk like talk:123');
const Values = z.array(Short).max(100);

const Card = z.strictObject({
  name: Short.optional(),
  price: z.number().min(0).max(1e15).optional(),
  pipelineId: Id.optional(),
  stageId: Id.optional(),
  responsibleId: Id.optional(),
  addTags: Values.optional(),
  removeTags: Values.optional(),
  fields: z
    .array(z.strictObject({ id: Id, values: z.array(z.string().max(NOTE)).max(100).optional(), enums: z.array(Id).max(200).optional() }))
    .max(200)
    .optional(),
  lossReasonId: Id.optional(),
});

/** Hooks are the product's own: an action that could subscribe an address would hand out everything the CRM tells. */
const Change = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('add_note'), subject: About, text: z.string().trim().min(1).max(NOTE) }),
  z.strictObject({
    kind: z.literal('add_task'),
    subject: About.optional(),
    text: Words,
    dueAt: z.iso.datetime(),
    responsibleId: Id.optional(),
    typeId: Id.optional(),
  }),
  z.strictObject({ kind: z.literal('complete_task'), taskId: Id, result: z.string().max(TEXT).optional() }),
  z.strictObject({ kind: z.literal('update_card'), subject: About, values: Card }),
  z.strictObject({ kind: z.literal('create_lead'), values: Card, contactId: Id.optional() }),
  z.strictObject({ kind: z.literal('link_product'), leadId: Id, catalogId: Id, productId: Id, quantity: z.number().positive().max(1e9) }),
  z.strictObject({ kind: z.literal('run_bot'), subject: About, botId: Id }),
]);

const HEADER = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,100}$/u;
const LINE = /^[\t\u0020-\u007E\u0080-\uFFFF]*$/u;
const Headers = z
  .record(z.string().regex(HEADER, 'no header name'), z.string().max(TEXT).regex(LINE, 'a header is one line'))
  .refine((headers) => Object.keys(headers).length <= 30, 'at most 30 headers');

export const EffectShape = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('message'), text: Words, talk: Talk.optional() }),
  z.strictObject({ kind: z.literal('reply'), wish: z.string().max(TEXT).optional(), agentId: Id.optional(), talk: Talk.optional() }),
  z.strictObject({ kind: z.literal('crm'), change: Change }),
  z.strictObject({
    kind: z.literal('webhook'),
    url: z.url({ protocol: /^https$/u }).max(URL_LENGTH),
    method: z.enum(['POST', 'PUT', 'PATCH', 'GET', 'DELETE']),
    headers: Headers.optional(),
    body: z
      .string()
      .refine((body) => Buffer.byteLength(body) <= BODY_BYTES, `at most ${BODY_BYTES} bytes`)
      .optional(),
  }),
  z.strictObject({ kind: z.literal('notification'), to: z.union([z.enum(['responsible', 'admins']), z.array(Id).min(1).max(50)]), text: Words }),
  z.strictObject({
    kind: z.literal('pause'),
    minutes: z
      .number()
      .min(0)
      .max(366 * 24 * 60),
    talk: Talk.optional(),
  }),
]);

/** A new kind of effect is a compile error here until it has a shape. */
type OfHooks = { change: { kind: 'subscribe_hooks' | 'unsubscribe_hooks' } };
type Missing = Exclude<Effect['kind'] | Exclude<Extract<Effect, { kind: 'crm' }>['change'], OfHooks['change']>['kind'], Shaped['kind'] | ShapedChange['kind']>;
type Shaped = z.output<typeof EffectShape>;
type ShapedChange = z.output<typeof Change>;
true satisfies [Missing] extends [never] ? true : Missing;
