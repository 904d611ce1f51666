/** A CRM entity in neutral form, so that other CRMs fit: `kind:id`, e.g. `lead:123`, `talk:1914`. */
export type SubjectKind =
  | 'lead'
  | 'contact'
  | 'company'
  | 'customer'
  | 'task'
  | 'note'
  | 'call'
  | 'talk'
  | 'message'
  | 'product'
  | 'incoming_lead'
  | 'template'
  | 'account'
  | 'user'
  | 'unknown';

export type Subject = `${SubjectKind}:${string}`;

export const subject = (kind: SubjectKind, id: string): Subject => `${kind}:${id}`;

/** Splits at the first colon only: ids may hold more of them. */
export function parseSubject(value: Subject): { kind: SubjectKind; id: string } {
  const at = value.indexOf(':');
  return { kind: value.slice(0, at) as SubjectKind, id: value.slice(at + 1) };
}
