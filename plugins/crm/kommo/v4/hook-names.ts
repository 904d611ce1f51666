/** What we want to hear of. Kommo's lists and its real acceptance differ, so the uncertain names may be dropped. */
const LEADS = ['add_lead', 'update_lead', 'delete_lead', 'restore_lead', 'status_lead', 'responsible_lead', 'note_lead'];
const CONTACTS = ['add_contact', 'update_contact', 'delete_contact', 'restore_contact', 'responsible_contact', 'note_contact'];
const COMPANIES = ['add_company', 'update_company', 'delete_company', 'restore_company', 'responsible_company', 'note_company'];
const CERTAIN = [...LEADS, ...CONTACTS, ...COMPANIES, 'add_task', 'delete_task', 'responsible_task', 'add_message', 'add_talk'];

/** The least certain first: they are dropped in this order. */
const INCOMING_LEADS = ['delete_unsorted', 'update_unsorted', 'add_unsorted'];
const CUSTOMERS = ['note_customer', 'responsible_customer', 'delete_customer', 'update_customer', 'add_customer'];
const OTHERS = ['add_chat_template_review', 'update_talk', 'update_task', 'add_outgoing_message'];

export interface HookNames {
  certain: readonly string[];
  uncertain: readonly string[];
}

export const hookNames = ({ incomingLeads, customers }: { incomingLeads: boolean; customers: boolean }): HookNames => ({
  certain: CERTAIN,
  uncertain: [...(incomingLeads ? INCOMING_LEADS : []), ...(customers ? CUSTOMERS : []), ...OTHERS],
});
