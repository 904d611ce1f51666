import { type SandboxState } from '../state.ts';

const FIRST_ID = 8120;
const WABA_SOURCE = 21866620;

/** A messenger's verdict on a message template: told in a bare `add[…]`, without entity and without account. Gives the template's id. */
export const reviewTemplate = (state: SandboxState, { name, status, reason }: { name: string; status: string; reason: string }): number => {
  const now = state.now();
  const id = FIRST_ID + Buffer.from(name).reduce((sum, byte) => (sum * 31 + byte) % 1000, 0);
  const row = {
    id,
    type: 'waba',
    account_id: state.data.account.id,
    name,
    content: 'Your delivery arrives soon',
    created_at: now,
    updated_at: now,
    is_editable: 1,
    reviews: [{ id: 15, source_id: WABA_SOURCE, status, reject_reason: reason }],
    is_on_review: status === 'review' ? 1 : 0,
    waba_footer: state.data.account.name,
    waba_category: 'UTILITY',
    waba_language: 'en',
  };
  state.commit({ hooks: [{ setting: 'add_chat_template_review', entity: '', action: 'add', row }], events: [], changes: [] });
  return id;
};
