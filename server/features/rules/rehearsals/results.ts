import { type RehearsalResult } from '../schema.ts';

export const HITS_MAX = 500;

export const emptyResult = (): RehearsalResult => ({
  holds: null,
  conditions: [],
  would: [],
  event: null,
  fires: 0,
  subjects: 0,
  kept: { cooldown: 0, stopped: 0, loop: 0, unknown: 0 },
  hits: [],
  cost: { messages: 0, modelCalls: 0, micros: 0, priced: true },
  perDay: [],
});
