/** Cuts a reply into sentences the way a reader would, and tells which of them state something. */

import { priceWords } from './price-words.ts';
import { stemsOf } from './words.ts';

/** Abbreviations after which a full stop does not end a sentence. */
const ABBREVIATION =
  /(?:^|[\s(«"])(?:ул|г|д|кв|корп|стр|руб|коп|тыс|млн|тел|шт|мин|т\.\s?[дпек]|др|пр|см|им|р-н|обл|пос|пл|наб|St|Ave|No|nº|núm|Av|Dr|Dra|Mr|Mrs|Ms|Sr|Sra|approx|aprox|incl|e\.g|i\.e|p\.\s?ej|ex|tel|min|hr|hrs|etc|vs)\.\s*$/iu;

/** Enough of an end to see an abbreviation in. */
const TAIL = 30;

export interface Span {
  text: string;
  start: number;
  end: number;
}

/** Offsets are UTF-16; `text.slice(start, end) === span.text`, without the white space around it. */
export function splitSentences(text: string, language: string | undefined): Span[] {
  const spans: Span[] = [];
  let open: { start: number; end: number } | undefined;
  for (const { segment, index } of segmenterOf(language ?? 'en').segment(text)) {
    open = open ? { start: open.start, end: index + segment.length } : { start: index, end: index + segment.length };
    if (!segment.includes('\n') && ABBREVIATION.test(text.slice(Math.max(open.start, open.end - TAIL), open.end))) continue;
    push(spans, text, open);
    open = undefined;
  }
  if (open) push(spans, text, open);
  return spans;
}

/** Making one takes longer than cutting a passage with it. */
const segmenters = new Map<string, Intl.Segmenter>();

function segmenterOf(language: string): Intl.Segmenter {
  let segmenter = segmenters.get(language);
  if (!segmenter) {
    segmenter = new Intl.Segmenter(language, { granularity: 'sentence' });
    segmenters.set(language, segmenter);
  }
  return segmenter;
}

function push(spans: Span[], text: string, { start, end }: { start: number; end: number }): void {
  const raw = text.slice(start, end);
  const lead = raw.length - raw.trimStart().length;
  const body = raw.trim();
  if (body) spans.push({ text: body, start: start + lead, end: start + lead + body.length });
}

/** Greetings, thanks and offers of help: said, not stated. */
const COURTESY =
  /^(?:здравствуйте|привет|добрый (?:день|вечер)|доброе утро|спасибо|благодар|пожалуйста|рад[аы]? |буд(?:у|ем) рад|хорошего|до свидания|конечно|хорошо|понял|hello|hi\b|hey\b|good (?:morning|afternoon|evening)|thank|thanks|sure|of course|certainly|you'?re welcome|happy to|glad to|let me know|have a (?:nice|great|good)|hola|buen[oa]s|gracias|claro|por supuesto|con (?:mucho )?gusto|encantad|quedo (?:atent|a su)|olá|oi\b|bom dia|boa (?:tarde|noite)|obrigad|com certeza|fico (?:à|feliz)|claro que)/iu;

/** Plain words for "the knowledge base does not say": honest, and nothing to prove. */
const ADMISSION =
  /(?:не наш[её]?л|нет (?:точной |такой )?информации|не указан|уточню|уточним|передам (?:ваш|коллег)|i (?:could not|couldn't|did not|didn't) find|i don'?t have (?:that|this|the|any)|let me (?:check|find out)|will check|no (?:he )?encontr|no tengo (?:esa |esta )?información|voy a (?:consultar|preguntar)|lo consulto|não encontrei|não tenho (?:essa |esta )?informação|vou (?:verificar|consultar))/iu;

/** "Sure, …": polite itself, but what follows may be anything. */
const OPENER =
  /^(?:спасибо|благодар\p{L}+|пожалуйста|конечно|хорошо|понял[аи]?|здравствуйте|привет|добрый (?:день|вечер)|доброе утро|hello|hi|hey|good (?:morning|afternoon|evening)|thank you|thanks|sure|of course|certainly|hola|buen[oa]s (?:días|tardes|noches)|gracias|claro(?: que s[íi]m?)?|por supuesto|olá|oi|bom dia|boa (?:tarde|noite)|obrigad[oa]|com certeza)(?: \p{L}+){0,4}\s?[,!:—–-]\s*/iu;
const INTRODUCTION = /(?:меня зовут|^это |i am |i'm |this is |me llamo|^soy |^sou |aqui é|meu nome)/iu;

function isCourtesy(sentence: string): boolean {
  const plain = sentence.replace(/^[^\p{L}]+/u, '');
  if (!COURTESY.test(plain) || plain.length > 120) return false;
  const rest = plain.replace(OPENER, '');
  return rest === plain || isCourtesy(rest) || INTRODUCTION.test(rest) || stemsOf(rest).size < 3;
}

const HAS_DIGIT = /\p{N}/u;

/** False for questions, courtesies and admissions that carry no figure: these need no evidence. */
export function statesSomething(sentence: string): boolean {
  if (HAS_DIGIT.test(sentence) || priceWords(sentence).length > 0) return true;
  if (/[?？]["»”)]?$/u.test(sentence) || sentence.startsWith('¿')) return false;
  if (!/\p{L}{2}/u.test(sentence)) return false;
  if (ADMISSION.test(sentence)) return false;
  return !isCourtesy(sentence);
}
