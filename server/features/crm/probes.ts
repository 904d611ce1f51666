import { z } from 'zod';

import { type ScopedCradle } from '../../container.ts';
import { notFound, unprocessable } from '../../errors.ts';
import { PluginError } from '../../host/guard.ts';
import { Refuse, Retry } from '../../sdk/errors.ts';
import { type Probe, type ProbeResult } from '../../sdk/crm-data.ts';
import { type Language } from '../../sdk/types.ts';
import { diagnose, diagnoseError, type DiagnosisCode } from './diagnosis.ts';
import { type CrmProbe, type CrmProbeBody, type CrmProbeResult } from './schema.ts';
import { withoutSecrets } from './without-secrets.ts';

type Deps = Pick<ScopedCradle, 'em' | 'accountId' | 'accounts' | 'activity' | 'audit' | 'caller' | 'crmUsage' | 'host'>;
type Result = z.output<typeof CrmProbeResult>;

/** The calls of the connection that an admin can try by hand. */
export class CrmProbes {
  readonly #deps: Deps;

  constructor({ em, accountId, accounts, activity, audit, caller, crmUsage, host }: Deps) {
    this.#deps = { em, accountId, accounts, activity, audit, caller, crmUsage, host };
  }

  async list(): Promise<{ items: z.output<typeof CrmProbe>[] }> {
    const probes = await this.#deps.host.probes(this.#deps.accountId);
    return { items: probes.map(({ input, ...rest }) => ({ ...rest, inputSchema: z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }) })) };
  }

  /** @throws 404, 422 by field, 422 `confirmation_needed`; whatever the CRM answers is a result */
  async run(id: string, { input, confirm }: z.output<typeof CrmProbeBody>): Promise<Result> {
    const { accountId, host } = this.#deps;
    const probe = (await host.probes(accountId)).find((one) => one.id === id);
    if (!probe) throw notFound('call');
    refuseInvalid(probe, input);
    if (probe.effect === 'write' && !confirm)
      throw unprocessable('confirmation_needed', 'This call leaves something behind in the CRM. Ask the person, then send it again with confirm: true.');
    const before = performance.now();
    const result = await host.probe(accountId, id, input).then(shown, (error: unknown) => this.#kept(error, performance.now() - before));
    if (probe.effect === 'write') await this.#tell(probe, input, result);
    return result;
  }

  /** Nothing was sent, or what came of it is only known in the host's words. */
  async #kept(error: unknown, ms: number): Promise<Result> {
    if (!(error instanceof Retry || error instanceof Refuse) || error.cause instanceof PluginError) throw error;
    const hold = await this.#deps.crmUsage.hold();
    return { request: null, status: null, answer: null, ms: Math.round(ms), diagnosis: judged(diagnoseError(error, hold?.reason)) };
  }

  async #tell({ id, title }: Probe, input: Record<string, unknown>, { diagnosis }: Result): Promise<void> {
    const { em, accountId, accounts, activity, audit, caller } = this.#deps;
    const { language } = await accounts.current();
    const leadCrmId = typeof input['leadId'] === 'string' ? input['leadId'] : null;
    const by = caller ? `member:${caller.memberId}` : 'job';
    await em.fork().transactional(async (tx) => {
      await audit.append(tx, accountId, { actor: by, action: 'crm.call_tried', target: id, result: 'done', detail: { code: diagnosis.code } });
      await activity.record(tx, {
        kind: 'action.executed',
        actor: activity.caller(),
        ...(leadCrmId ? { subject: `lead:${leadCrmId}`, leadCrmId } : {}),
        data: { action: 'try_call', probe: id, name: title[language as Language] ?? title.en, ok: diagnosis.ok, code: diagnosis.code },
      });
    });
  }
}

function refuseInvalid({ input: schema }: Probe, input: Record<string, unknown>): void {
  const { error } = schema.safeParse(input);
  if (!error) return;
  const errors = error.issues.map(({ path, code, message }) => ({ path: ['input', ...path].join('.'), code, message }));
  throw unprocessable('invalid_input', 'Some fields are missing or wrong. Correct those listed in errors.', errors);
}

const judged = (code: DiagnosisCode): Result['diagnosis'] => ({ code, ok: code === 'ok' || code === 'empty' });

const shown = ({ request, status, answer, ms }: ProbeResult): Result => ({
  request,
  status,
  answer: withoutSecrets(answer ?? null),
  ms,
  diagnosis: judged(diagnose({ status, answer })),
});
