import { z } from 'zod';

import { route } from '../../http/route.ts';
import { CrmDiagnosis, CrmProbe, CrmProbeBody, CrmProbeParams, CrmProbeResult, CrmUsage, CrmUsageQuery } from './schema.ts';

const tag = 'CRM';

export const crmRoutes = [
  route({
    method: 'get',
    path: '/crm/usage',
    access: 'admin',
    tag,
    summary: 'What the requests to the CRM were spent on, by feature and hour',
    query: CrmUsageQuery,
    response: CrmUsage,
    handle: ({ cradle, query }) => cradle.crmUsage.read(query),
  }),
  route({
    method: 'get',
    path: '/crm/diagnosis',
    access: 'admin',
    tag,
    summary: 'Check what works of the connection to the CRM',
    response: CrmDiagnosis,
    handle: ({ cradle }) => cradle.crmChecking.run(),
  }),
  route({
    method: 'get',
    path: '/crm/probes',
    access: 'admin',
    tag,
    summary: 'List the calls to the CRM that can be tried by hand',
    response: z.object({ items: z.array(CrmProbe) }),
    handle: ({ cradle }) => cradle.crmProbes.list(),
  }),
  route({
    method: 'post',
    path: '/crm/probes/:id',
    access: 'admin',
    tag,
    summary: 'Make one of these calls and see what goes over the wire',
    params: CrmProbeParams,
    body: CrmProbeBody,
    response: CrmProbeResult,
    problems: { 404: 'There is no such call', 422: 'The input does not fit, or a call that writes was not confirmed' },
    handle: ({ cradle, params, body }) => cradle.crmProbes.run(params.id, body),
  }),
];
