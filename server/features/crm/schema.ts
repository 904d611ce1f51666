import { z } from 'zod';

import { crmFeatures } from '../../egress/use.ts';
import { Time } from '../../http/shapes.ts';
import { checkCodes, crmChecks, diagnosisCodes } from './diagnosis.ts';

const Count = z.number().int().min(0);
const Text = z.object({ en: z.string(), ru: z.string().optional(), es: z.string().optional(), pt: z.string().optional() });

export const CrmUsageQuery = z.object({ period: z.enum(['24h', '7d']).default('24h') });

export const CrmUsage = z
  .object({
    /** Requests a second the CRM allows the account, over all features. */
    perSecond: Count,
    /** As many now: 0 while `hold` lasts. */
    allowedNow: Count,
    /** Until then the CRM wants to hear nothing: `limited` said "too many", `blocked` shut our address out. */
    hold: z.object({ until: Time, reason: z.enum(['limited', 'blocked']) }).nullable(),
    from: Time,
    to: Time,
    /** Hours in which nothing was asked are left out. Oldest first. */
    items: z.array(
      z.object({
        /** Its begin. */
        hour: Time,
        feature: z.enum(crmFeatures),
        requests: Count,
        /** Answered "too many", or blocked. */
        limited: Count,
        failed: Count,
        /** Milliseconds spent waiting for a turn, over all requests. */
        waitedMs: Count,
      }),
    ),
  })
  .meta({ id: 'CrmUsage' });

export const CrmProbe = z
  .object({
    id: z.string(),
    title: Text,
    /** `write` leaves something behind in the CRM. */
    effect: z.enum(['read', 'write']),
    /** JSON Schema, to draw a form from. */
    inputSchema: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'CrmProbe' });

export const CrmProbeParams = z.object({ id: z.string().max(60) });

export const CrmProbeBody = z.object({
  input: z.record(z.string().max(100), z.unknown()).default({}),
  /** Must be true for one that writes. */
  confirm: z.boolean().default(false),
});

export const Diagnosis = z.object({
  code: z.enum(diagnosisCodes),
  /** The call works, even if it found nothing. */
  ok: z.boolean(),
});

export const CrmProbeResult = z
  .object({
    /** null: nothing was sent, because of what the diagnosis says. */
    request: z.object({ method: z.string(), path: z.string(), body: z.unknown().optional() }).nullable(),
    /** null: no answer came. */
    status: z.number().int().nullable(),
    answer: z.unknown(),
    ms: z.number().min(0),
    diagnosis: Diagnosis,
  })
  .meta({ id: 'CrmProbeResult' });

export const CrmCheck = z.object({
  check: z.enum(crmChecks),
  /** `unknown`: it could not be found out now. */
  state: z.enum(['ok', 'problem', 'unknown']),
  code: z.enum([...checkCodes, ...diagnosisCodes]),
  /** `scopes`: granted. `subscription`: what the CRM sends. */
  has: z.array(z.string()).optional(),
  /** What is needed and not there. */
  lacks: z.array(z.string()).optional(),
});

export const CrmDiagnosis = z
  .object({
    checkedAt: Time,
    checks: z.array(CrmCheck),
    /** The first way to send a reply that the account allows. `draft_only`: a person sends. */
    sendingWay: z.enum(['talks_api', 'salesbot', 'draft_only']),
  })
  .meta({ id: 'CrmDiagnosis' });
