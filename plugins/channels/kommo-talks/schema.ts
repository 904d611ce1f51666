import { z } from 'zod';

export const settings = z.object({
  readBack: z.boolean().default(true).meta({
    title: 'Look before sending again',
    description: 'After an unclear send, look for the message in the talk. Needs the scope “External chat history”.',
  }),
});

export type Settings = typeof settings;
