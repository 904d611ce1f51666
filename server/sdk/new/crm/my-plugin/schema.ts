import { z } from 'zod';

/** Set once for the account by an admin. No secrets. */
export const settings = z.object({});

/** A lead as the CRM writes it. */
export const Lead = z.object({ id: z.coerce.string(), title: z.string().optional(), amount: z.number().optional(), changed: z.iso.datetime() });

export const Hook = z.object({ event: z.enum(['created', 'updated']), lead: Lead });
export const Page = z.object({ leads: z.array(Lead), next: z.string().optional() });
