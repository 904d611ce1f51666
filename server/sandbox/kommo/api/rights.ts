import { type SandboxState } from '../state.ts';
import { type Card, type Entity } from '../types.ts';
import { type ApiContext } from './context.ts';
import { forbidden } from './problems.ts';

/** What the user may see: their own only, their group's, or all. */
export const canView = (ctx: ApiContext, entity: Entity, state: SandboxState) => {
  const { user } = ctx.state;
  const right = user.rights[entity].view;
  return (card: { responsible_user_id: number }): boolean => {
    if (user.is_admin || right === 'A') return true;
    if (right === 'D') return false;
    return card.responsible_user_id === user.id || (right === 'G' && state.user(card.responsible_user_id)?.group_id === user.group_id);
  };
};

/** Throws 403 for a card the user may only look at. */
export const checkEdit = (ctx: ApiContext, entity: Entity, card: Card): void => {
  const { user } = ctx.state;
  const right = user.rights[entity].edit;
  if (!user.is_admin && right !== 'A' && (right === 'D' || card.responsible_user_id !== user.id)) throw forbidden();
};
