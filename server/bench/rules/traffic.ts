/** Hooks at a steady pace, as a shop's CRM sends them. */
import { setTimeout as wait } from 'node:timers/promises';

import { encodeForm } from '../../sandbox/kommo/hooks/form.ts';
import { messageHooks } from '../support/hook-body.ts';
import { type Lead } from '../support/local-kommo.ts';

/** A lead and the stage it stands on. */
export interface Standing extends Lead {
  pipelineId: number;
  statusId: number;
}

/** One of these is in a text that starts a rule. */
export const WORDS = ['delivery', 'warranty', 'invoice', 'discount', 'repair', 'colour', 'sample', 'return', 'showroom', 'payment'];
const TEXT = (word: string): string => `Hello! Could you tell me about the ${word} of a small espresso machine, please?`;
/** Of ten events four are messages, each a hook of its own; a move is told in one hook as an update and as a change of stage. */
const TURN = ['message', 'move', 'message', 'move', 'message', 'move', 'message'] as const;
const EVENTS = { message: 1, move: 2 } as const;
/** Every third message starts a rule: six and a half a second at fifty events, no more than the CRM takes requests. */
const FIRING = Number(process.env['FIRING'] ?? 3);

export class Traffic {
  readonly #url: string;
  readonly #leads: readonly Standing[];
  readonly #messages: readonly ReturnType<typeof messageHooks>[];
  #made = { message: 0, move: 0 };

  constructor(url: string, leads: readonly Standing[]) {
    this.#url = url;
    this.#leads = leads;
    this.#messages = leads.map(messageHooks);
  }

  /** How many hooks were refused, and how many sent. */
  async send({ eventsASecond, seconds }: { eventsASecond: number; seconds: number }): Promise<{ hooks: number; refused: number }> {
    const began = performance.now();
    const answers: Promise<number>[] = [];
    for (let events = 0; events < eventsASecond * seconds;) {
      const late = began + (events * 1_000) / eventsASecond - performance.now();
      if (late > 0) await wait(late);
      const kind = TURN[answers.length % TURN.length] ?? 'message';
      answers.push(post(this.#url, kind === 'message' ? this.#message() : this.#move()));
      events += EVENTS[kind];
    }
    return { hooks: answers.length, refused: (await Promise.all(answers)).filter((status) => status !== 200).length };
  }

  #message(): Buffer | undefined {
    const number = this.#made.message++;
    const word = number % FIRING === 0 ? WORDS[(number / FIRING) % WORDS.length] : undefined;
    return this.#messages[number % this.#leads.length]?.(TEXT(word ?? 'price')).body;
  }

  #move(): Buffer | undefined {
    const number = this.#made.move++;
    const lead = this.#leads[number % this.#leads.length];
    if (!lead) return undefined;
    const now = Math.floor(Date.now() / 1_000);
    const row = {
      id: lead.leadId,
      name: `Bench ${lead.leadId}`,
      status_id: lead.statusId,
      pipeline_id: lead.pipelineId,
      price: 500 + number,
      created_at: now - 3_600,
      updated_at: now,
      last_modified: now,
    };
    const status = { ...row, old_status_id: lead.statusId + 1, old_pipeline_id: lead.pipelineId };
    return Buffer.from(encodeForm({ leads: { update: [row], status: [status] } }));
  }
}

async function post(url: string, body: Buffer | undefined): Promise<number> {
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: new Uint8Array(body ?? []) });
  await response.body?.cancel();
  return response.status;
}
