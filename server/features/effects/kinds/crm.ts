import { type Perform } from './work.ts';

/** Its id makes it once: the CRM plugin looks for what an earlier attempt left. */
export const performCrm: Perform<'crm'> = async ({ effect, body }, { host, accountId }) => ({
  receipt: await host.write(accountId, { key: effect.id, ...body.change }, { priority: 'background', feature: 'rules' }),
});
