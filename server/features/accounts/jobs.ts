/** Jobs of this noun. `cleanup` is shared by all nouns and calls `accountUpkeep.cleanUp()` from its own handler. */
import { type JobHandlers } from '../../jobs/runner.ts';
import { Refuse } from '../../sdk/errors.ts';

export const accountJobs = {
  'connect-account': async (_data, { cradle }) => {
    const refused = await cradle.accountSetup.run().catch((error: unknown) => {
      if (error instanceof Refuse) return error;
      throw error;
    });
    // A plan without hooks still has leads to read.
    if (refused?.code !== 'unauthorized') await cradle.sync.start('full');
    if (refused) throw refused;
  },
  'refresh-connections': async (_data, { cradle, signal }) => cradle.accountUpkeep.refreshConnections(signal),
} satisfies Partial<JobHandlers>;
