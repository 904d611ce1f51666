import { field } from 'souffleur/sdk';
import { z } from 'zod';

export const settings = z.object({});

export const input = z
  .object({
    channels: z
      .array(z.string().trim().min(1).max(100))
      .min(1, { error: 'Choose at least one channel.' })
      .max(50)
      .meta(
        field({
          label: { en: 'Channels', ru: 'Каналы', es: 'Canales', pt: 'Canais' },
          hint: {
            en: 'As the CRM calls them; “whatsapp” means WhatsApp Business too.',
            ru: 'Как их называет CRM; «whatsapp» означает и WhatsApp Business.',
            es: 'Como los llama el CRM; «whatsapp» incluye WhatsApp Business.',
            pt: 'Como o CRM os chama; “whatsapp” inclui o WhatsApp Business.',
          },
          ref: 'channel',
        }),
      ),
  })
  .meta({ examples: [{ channels: ['waba', 'telegram'] }] });
