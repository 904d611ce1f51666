import { z } from 'zod';

export const settings = z.object({
  incomingLeads: z.boolean().default(true).meta({ title: 'Incoming leads', description: 'Hear of incoming leads before somebody accepts them.' }),
  customers: z.boolean().default(true).meta({ title: 'Customers', description: 'Hear of changes of customers; needs that mode to be on in the account.' }),
});

export type Settings = typeof settings;
