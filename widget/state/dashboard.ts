import { type Activity, readActivity } from './activity.ts';
import { dict, type Dict, list, number, text } from './read.ts';

export const periods = ['day', 'week', 'month'] as const;
export type Period = (typeof periods)[number];

const REPLIES = ['made', 'sent', 'unchanged', 'edited', 'dismissed', 'withheld', 'failed'] as const;
export type Replies = Record<(typeof REPLIES)[number], number>;

export interface Response {
  answers: number;
  /** Seconds. */
  median: number | null;
  p90: number | null;
}

export interface Figures {
  replies: Replies;
  ai: Response;
  human: Response;
  missed: number;
  returned: number;
}

export interface Bucket {
  at: string;
  sent: number;
  made: number;
  previous: { sent: number; made: number } | null;
}

export interface Dashboard extends Figures {
  period: Period;
  previous: Figures;
  waitingCallers: number;
  buckets: Bucket[];
  agents: { id: string; name: string; made: number; sent: number; edited: number; dismissed: number }[];
  hooks: { received: number; failed: number; quarantined: number; waiting: number; median: number | null };
  activity: Activity[];
}

const seconds = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null);

const readReplies = (value: unknown): Replies => {
  const from = dict(value);
  return Object.fromEntries(REPLIES.map((name) => [name, number(from[name])])) as Replies;
};

const readResponse = (value: unknown): Response => {
  const from = dict(value);
  return { answers: number(from['answers']), median: seconds(from['median']), p90: seconds(from['p90']) };
};

const readFigures = (from: Dict): Figures => {
  const times = dict(from['responseTimes']);
  const calls = dict(from['calls']);
  return {
    replies: readReplies(from['replies']),
    ai: readResponse(times['ai']),
    human: readResponse(times['human']),
    missed: number(calls['missed']),
    returned: number(calls['returned']),
  };
};

const readBucket = (value: unknown): Bucket => {
  const from = dict(value);
  const pair = (one: Dict): { sent: number; made: number } => ({ sent: number(one['sent']), made: number(one['made']) });
  return { at: text(from['at']), ...pair(from), previous: from['previous'] ? pair(dict(from['previous'])) : null };
};

export const readDashboard = (value: unknown): Dashboard => {
  const from = dict(value);
  const hooks = dict(from['hooks']);
  return {
    ...readFigures(from),
    period: periods.find((one) => one === from['period']) ?? 'week',
    previous: readFigures(dict(from['previous'])),
    waitingCallers: number(dict(from['calls'])['waiting']),
    buckets: list(from['buckets']).map(readBucket),
    agents: list(from['agents']).map((item) => {
      const agent = dict(item);
      const count = (name: string): number => number(agent[name]);
      return {
        id: text(agent['id']),
        name: text(agent['name']),
        made: count('made'),
        sent: count('sent'),
        edited: count('edited'),
        dismissed: count('dismissed'),
      };
    }),
    hooks: {
      received: number(hooks['received']),
      failed: number(hooks['failed']),
      quarantined: number(hooks['quarantined']),
      waiting: number(hooks['waiting']),
      median: seconds(hooks['median']),
    },
    activity: list(from['activity']).map(readActivity),
  };
};
