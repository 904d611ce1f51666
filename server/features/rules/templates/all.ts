/** Rules that shops and services often want, ready to be filled in and switched on. */
import { type z } from 'zod';

import { type Language } from '../../../sdk/types.ts';
import { type RuleTemplate } from '../schema.ts';
import { lostLead, nextStep, wonLead } from './ends.ts';
import { greeting, newLead, repeatCustomer, vip } from './leads.ts';
import { complaint, priceQuestion } from './meanings.ts';
import { afterHours, nightCall, optOut } from './reach.ts';
import { silentLead, unanswered } from './silences.ts';
import { type Template } from './template.ts';

const ALL: readonly Template[] = [
  newLead,
  greeting,
  priceQuestion,
  unanswered,
  afterHours,
  nightCall,
  silentLead,
  vip,
  repeatCustomer,
  complaint,
  optOut,
  wonLead,
  lostLead,
  nextStep,
];

export const templates = (language: Language): z.output<typeof RuleTemplate>[] => ALL.map((one) => one.in(language));
