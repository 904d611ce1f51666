import { route } from '../../http/route.ts';
import { IdParams } from '../../http/shapes.ts';
import { EffectShape } from '../rules/schema.ts';
import { NewSigningKey, SigningKeyHint } from './schema.ts';

const tag = 'Effects';

export const effectRoutes = [
  route({
    method: 'get',
    path: '/effects/signing-key',
    access: 'admin',
    tag,
    summary: 'The key our calls to other systems are signed with: when it was made, and how it ends',
    response: SigningKeyHint,
    handle: ({ cradle }) => cradle.signingKeys.hint(),
  }),
  route({
    method: 'post',
    path: '/effects/signing-key/rotate',
    access: 'admin',
    tag,
    summary: 'Make a new signing key; it is shown this once, and the old one is no longer used',
    response: NewSigningKey,
    handle: ({ cradle }) => cradle.signingKeys.rotate(),
  }),
  route({
    method: 'post',
    path: '/effects/:id/retry',
    access: 'admin',
    tag,
    summary: 'Try what has failed once more, and what was left out for its sake',
    params: IdParams,
    response: EffectShape,
    problems: { 409: 'It has not failed' },
    handle: ({ cradle, params }) => cradle.effects.retry(params.id),
  }),
];
