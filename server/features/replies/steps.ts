import { type ScopedCradle } from '../../container.ts';
import { storable } from '../../http/json-body.ts';
import { type LlmEvent, type LlmUsage } from '../../llm/types.ts';
import { type Agent } from '../agents/entities.ts';
import { type SearchHit } from '../knowledge/schema.ts';
import { type SearchResult } from '../knowledge/search.ts';
import { type ReplyContext } from './context.ts';
import { cut } from './cut.ts';
import { splitCitations } from './evidence/citations.ts';
import { type Source } from './evidence/sources.ts';
import { verify } from './evidence/verify.ts';
import { buildPrompt } from './prompt.ts';
import { type Sentence } from './schema.ts';

const PASSAGES = 8;
/** Characters of an answer. */
const ANSWER_MAX = 4000;

/** What an answer is written from. */
export type Brief = Pick<ReplyContext, 'language' | 'lines' | 'question' | 'facts' | 'events' | 'sources'>;

export interface Checked {
  text: string;
  sentences: Sentence[];
  /** Micro-US-dollars. */
  cost: number;
}

/** The steps every answer of an agent goes through, whether a customer asked or a member tries it: passages, prompt and model, check. */
export class ReplySteps {
  readonly #deps: Pick<ScopedCradle, 'llm' | 'knowledge' | 'agents'>;

  constructor({ llm, knowledge, agents }: Pick<ScopedCradle, 'llm' | 'knowledge' | 'agents'>) {
    this.#deps = { llm, knowledge, agents };
  }

  passages(brief: Brief, signal: AbortSignal): Promise<SearchResult> {
    return this.#deps.knowledge.search({ query: brief.question, limit: PASSAGES, prefer: brief.language }, { signal });
  }

  ask(brief: Brief, agent: Agent, hits: readonly SearchHit[], wish: string | undefined, signal: AbortSignal): AsyncGenerator<LlmEvent, void> {
    const { llm, agents } = this.#deps;
    const prompt = buildPrompt({
      agentName: agent.settings.name,
      instructions: agent.settings.instructions,
      language: brief.language,
      passages: hits.map(passageOf),
      facts: brief.facts,
      events: brief.events,
      lines: brief.lines,
      wish,
    });
    return llm.stream({ model: agents.modelOf(agent), system: prompt.system, messages: [{ role: 'user', content: prompt.user }], signal });
  }

  /** Each sentence against what the model was given, and what the whole cost. */
  async check(raw: string, tokens: LlmUsage, brief: Brief, agent: Agent, hits: readonly SearchHit[]): Promise<Checked> {
    const { llm, agents } = this.#deps;
    const { text: whole, citations } = splitCitations(storable(raw).trim());
    const text = cut(whole, ANSWER_MAX);
    const sentences = verify({
      text,
      citations,
      sources: [...hits.map(sourceOf), ...brief.sources],
      language: brief.language,
      linkHosts: agent.settings.linkHosts,
      succeededTools: [],
    });
    return { text, sentences, cost: (await llm.cost(agents.modelOf(agent), tokens)).micros };
  }
}

/** What came of an answer that broke off, without its marks. */
export const textSoFar = (raw: string): string => cut(splitCitations(storable(raw).trim()).text, ANSWER_MAX);

const passageOf = (hit: SearchHit) => ({
  chunkId: hit.chunkId,
  sourceId: hit.source.id,
  version: hit.source.version,
  title: hit.source.title,
  headings: hit.source.headings,
  text: hit.text,
});

const sourceOf = (hit: SearchHit, index: number): Source => ({
  number: index + 1,
  text: hit.text,
  offset: hit.source.start,
  language: hit.language,
  about: [hit.source.title, ...hit.source.headings].join(' '),
  evidence: {
    kind: 'knowledge',
    id: hit.source.id,
    version: hit.source.version,
    title: [hit.source.title, ...hit.source.headings.slice(-1)].join(' — '),
    chunkId: hit.chunkId,
  },
});
