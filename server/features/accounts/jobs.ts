/** Jobs of this noun. `cleanup` is shared by all nouns and calls `accountUpkeep.cleanUp()` from its own handler. */
import { type JobHandlers } from '../../jobs/runner.ts';

export const accountJobs = {
  'connect-account': async (_data, { cradle }) => cradle.accountSetup.run(),
  'refresh-connections': async (_data, { cradle, signal }) => cradle.accountUpkeep.refreshConnections(signal),
} satisfies Partial<JobHandlers>;
