import { type JobHandlers } from '../../jobs/runner.ts';

export const ruleJobs = {
  'ask-rule': ({ ruleRunId }, { cradle, lastAttempt }) => cradle.ruleAsking.ask(ruleRunId, lastAttempt),
  'start-rule': (data, { cradle }) => cradle.manualRules.run(data),
  rehearse: ({ rehearsalId }, { cradle, signal }) => cradle.rehearser.run(rehearsalId, signal),
  'look-at-rules': (_data, { cradle }) => cradle.ruleRounds.timesDue(),
  'look-at-rule': ({ ruleId }, { cradle, signal }) => cradle.ruleTimes.look(ruleId, signal),
  'check-rules': (_data, { cradle }) => cradle.ruleRounds.checkAll(),
  'check-account-rules': (_data, { cradle }) => cradle.ruleUpkeep.look(),
} satisfies Partial<JobHandlers>;
