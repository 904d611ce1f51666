import { dict, list, number, oneOf, optional, text } from './read.ts';

export interface Connection {
  host: string;
  state: 'connected' | 'reauthorize' | 'disconnected';
  refreshedAt: string | null;
}

export const readConnection = (value: unknown): Connection => {
  const from = dict(value);
  return {
    host: text(from['host']),
    state: oneOf(from['state'], ['connected', 'reauthorize', 'disconnected'], 'disconnected'),
    refreshedAt: optional(from['refreshedAt']),
  };
};

export interface Check {
  check: string;
  state: 'ok' | 'problem' | 'unknown';
  code: string;
  lacks: string[];
}

export interface Diagnosis {
  checkedAt: string;
  checks: Check[];
  sendingWay: string;
}

export const readDiagnosis = (value: unknown): Diagnosis => {
  const from = dict(value);
  return {
    checkedAt: text(from['checkedAt']),
    checks: list(from['checks']).map((check) => {
      const one = dict(check);
      return {
        check: text(one['check']),
        state: oneOf(one['state'], ['ok', 'problem', 'unknown'], 'unknown'),
        code: text(one['code']),
        lacks: list(one['lacks']).map(text).filter(Boolean),
      };
    }),
    sendingWay: text(from['sendingWay']),
  };
};

/** What one hour asked of the CRM. */
export interface UsageHour {
  hour: string;
  requests: number;
  limited: number;
  failed: number;
  /** By feature, most first. */
  by: [string, number][];
}

export interface Usage {
  perSecond: number;
  allowedNow: number;
  hold: { until: string; reason: 'limited' | 'blocked' } | null;
  /** 24 of them, oldest first; empty ones too. */
  hours: UsageHour[];
  /** Over all hours, most first. */
  features: [string, number][];
  limited: number;
  failed: number;
}

const HOUR_MS = 3_600_000;

const sorted = (counts: ReadonlyMap<string, number>): [string, number][] => [...counts].toSorted((a, b) => b[1] - a[1]);

export const readUsage = (value: unknown): Usage => {
  const from = dict(value);
  const items = list(from['items']).map((item) => {
    const one = dict(item);
    return {
      at: Date.parse(text(one['hour'])),
      feature: text(one['feature']),
      requests: number(one['requests']),
      limited: number(one['limited']),
      failed: number(one['failed']),
    };
  });
  const to = Date.parse(text(from['to']));
  const newest = Math.floor((Number.isNaN(to) ? Date.now() : to) / HOUR_MS) * HOUR_MS;
  const features = new Map<string, number>();
  for (const { feature, requests } of items) features.set(feature, (features.get(feature) ?? 0) + requests);
  const hours = Array.from({ length: 24 }, (_, index): UsageHour => {
    const at = newest - (23 - index) * HOUR_MS;
    const own = items.filter((item) => Math.floor(item.at / HOUR_MS) * HOUR_MS === at);
    const sum = (key: 'requests' | 'limited' | 'failed'): number => own.reduce((total, item) => total + item[key], 0);
    return {
      hour: new Date(at).toISOString(),
      requests: sum('requests'),
      limited: sum('limited'),
      failed: sum('failed'),
      by: sorted(new Map(own.map(({ feature, requests }) => [feature, requests]))),
    };
  });
  const hold = dict(from['hold']);
  return {
    perSecond: number(from['perSecond']),
    allowedNow: number(from['allowedNow']),
    hold: hold['until'] ? { until: text(hold['until']), reason: oneOf(hold['reason'], ['limited', 'blocked'], 'limited') } : null,
    hours,
    features: sorted(features),
    limited: items.reduce((total, item) => total + item.limited, 0),
    failed: items.reduce((total, item) => total + item.failed, 0),
  };
};
