/** What `GET /api/v1/live` sends: small hints; the client reads the resource again when it needs more. */
export type LiveMessage =
  | { kind: 'talk.updated'; talkId: string; leadCrmId: string | null }
  | { kind: 'message.created'; talkId: string; messageId: string; direction: 'in' | 'out'; leadCrmId: string | null }
  | { kind: 'draft.updated'; talkId: string; draftId: string; state: string }
  /** Append `text` when you hold exactly `from` characters of the draft; else read the draft. */
  | { kind: 'draft.delta'; talkId: string; draftId: string; from: number; text: string }
  /** Some came, or went back into the line: read the newest again. */
  | { kind: 'hook.received' }
  | { kind: 'hook.updated'; hookId: string; state: string }
  | { kind: 'activity.created'; activityId: string }
  /** For this member only. */
  | { kind: 'notification.created'; notificationId: string; memberId: string }
  | { kind: 'notifications.read'; memberId: string }
  | { kind: 'sync.updated'; syncId: string; state: string }
  | { kind: 'rule.updated'; ruleId: string }
  | { kind: 'rule.run'; ruleId: string; runId: string; state: string }
  | { kind: 'rehearsal.updated'; rehearsalId: string; state: string }
  | { kind: 'plugin.updated'; pluginId: string };
