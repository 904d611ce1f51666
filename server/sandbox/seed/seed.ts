import { type SeedData } from '../kommo/data.ts';
import { seedAccount, seedBots, seedFields, seedPipelines, seedUsers } from './account.ts';
import { ENGLISH } from './leads-en.ts';
import { SPANISH } from './leads-es.ts';
import { PORTUGUESE } from './leads-pt.ts';
import { RUSSIAN } from './leads-ru.ts';
import { CATALOG_ID, seedCatalog, seedElements, seedProductFields } from './products.ts';
import { Scribe } from './scribe.ts';
import { type LeadStory } from './story.ts';

/** Languages take turns, so that any page of the list shows them all. */
const interleaved = (): LeadStory[] => {
  const shelves = [RUSSIAN, ENGLISH, SPANISH, PORTUGUESE];
  const longest = Math.max(...shelves.map(({ length }) => length));
  return Array.from({ length: longest }, (_, row) => shelves.flatMap((shelf) => shelf[row] ?? [])).flat();
};

/** The shop on its first day, with every time counted back from now. */
export const seedData = (at: Date): SeedData => {
  const now = Math.floor(at.getTime() / 1000);
  const data: SeedData = {
    account: seedAccount(now),
    users: new Map(seedUsers().map((user) => [user.id, user])),
    pipelines: new Map(seedPipelines().map((pipeline) => [pipeline.id, pipeline])),
    fields: new Map([...seedFields(), ...seedProductFields()].map((field) => [field.id, field])),
    tags: new Map(),
    leads: new Map(),
    contacts: new Map(),
    companies: new Map(),
    catalogs: new Map([[CATALOG_ID, seedCatalog(now)]]),
    elements: new Map(seedElements(now).map((element) => [element.id, element])),
    bots: new Map(seedBots().map((bot) => [bot.id, bot])),
    tasks: new Map(),
    notes: new Map(),
    talks: new Map(),
    messages: new Map(),
    events: new Map(),
    counters: {
      lead: 24510982,
      contact: 27611272,
      company: 27612520,
      task: 2564670,
      note: 6600470,
      talk: 1913,
      event: 0,
      webhook: 29610410,
      delivery: 0,
      tag: 301876,
      element: 547577,
      pair: 0,
      result: 5600306,
      visitor: 0,
    },
  };
  for (const story of interleaved()) new Scribe(data, now, story).write();
  return { ...data, events: new Map([...data.events].toSorted(([a], [b]) => (a < b ? -1 : 1))) };
};
