import { z } from 'zod';

import { crmFeatures } from '../../egress/use.ts';
import { Time } from '../../http/shapes.ts';
import { checkCodes, crmChecks, diagnosisCodes } from './diagnosis.ts';

const Count = z.number().int().min(0);
const Text = z.object({ en: z.string(), ru: z.string().optional(), es: z.string().optional(), pt: z.string().optional() });

export const CrmUsageQuery = z.object({ period: z.enum(['24h', '7d']).default('24h') });

export const CrmUsage = z
  .object({
    perSecond: Count.meta({ description: 'Requests a second the CRM allows the account, over all features.' }),
    allowedNow: Count.meta({ description: 'As many now: 0 while `hold` lasts.' }),
    hold: z
      .object({ until: Time, reason: z.enum(['limited', 'blocked']) })
      .nullable()
      .meta({ description: 'Until then the CRM wants to hear nothing: `limited` said "too many", `blocked` shut our address out.' }),
    from: Time,
    to: Time,
    /** Hours in which nothing was asked are left out. Oldest first. */
    items: z.array(
      z.object({
        hour: Time.meta({ description: 'Its begin.' }),
        feature: z.enum(crmFeatures),
        requests: Count,
        limited: Count.meta({ description: 'Answered "too many", or blocked.' }),
        failed: Count,
        waitedMs: Count.meta({ description: 'Milliseconds spent waiting for a turn, over all requests.' }),
      }),
    ),
  })
  .meta({ id: 'CrmUsage' });

export const CrmProbe = z
  .object({
    id: z.string(),
    title: Text,
    effect: z.enum(['read', 'write']).meta({ description: '`write` leaves something behind in the CRM.' }),
    inputSchema: z.record(z.string(), z.unknown()).meta({ description: 'JSON Schema, to draw a form from.' }),
  })
  .meta({ id: 'CrmProbe' });

export const CrmProbeParams = z.object({ id: z.string().max(60) });

export const CrmProbeBody = z
  .object({
    input: z.record(z.string().max(100), z.unknown()).default({}),
    confirm: z.boolean().default(false).meta({ description: 'Must be true for one that writes.' }),
  })
  .meta({ id: 'CrmProbeBody' });

export const Diagnosis = z.object({
  code: z.enum(diagnosisCodes),
  ok: z.boolean().meta({ description: 'The call works, even if it found nothing.' }),
});

export const CrmProbeResult = z
  .object({
    request: z
      .object({ method: z.string(), path: z.string(), body: z.unknown().optional() })
      .nullable()
      .meta({ description: 'null: nothing was sent, because of what the diagnosis says.' }),
    status: z.number().int().nullable().meta({ description: 'null: no answer came.' }),
    answer: z.unknown(),
    ms: z.number().min(0).meta({ description: 'Milliseconds the call took.' }),
    diagnosis: Diagnosis,
  })
  .meta({ id: 'CrmProbeResult' });

export const CrmCheck = z
  .object({
    check: z.enum(crmChecks),
    state: z.enum(['ok', 'problem', 'unknown']).meta({ description: '`unknown`: it could not be found out now.' }),
    code: z.enum([...checkCodes, ...diagnosisCodes]),
    has: z.array(z.string()).optional().meta({ description: '`scopes`: granted. `subscription`: what the CRM sends.' }),
    lacks: z.array(z.string()).optional().meta({ description: 'What is needed and not there.' }),
  })
  .meta({ id: 'CrmCheck' });

export const CrmDiagnosis = z
  .object({
    checkedAt: Time,
    checks: z.array(CrmCheck),
    sendingWay: z
      .enum(['talks_api', 'salesbot', 'draft_only'])
      .meta({ description: 'The first way to send a reply that the account allows. `draft_only`: a person sends.' }),
  })
  .meta({ id: 'CrmDiagnosis' });
