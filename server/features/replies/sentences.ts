/** Cuts a reply into sentences the way a reader would, and tells which of them state something. */

/** Abbreviations after which a full stop does not end a sentence. */
const ABBREVIATION =
  /(?:^|[\s(«"])(?:ул|г|д|кв|корп|стр|руб|коп|тел|шт|мин|т\.\s?[дпек]|др|пр|см|им|р-н|обл|пос|пл|наб|St|Ave|No|nº|núm|Av|Dr|Dra|Mr|Mrs|Ms|Sr|Sra|approx|aprox|incl|e\.g|i\.e|p\.\s?ej|ex|tel|min|hr|hrs|etc|vs)\.\s*$/iu;

export interface Span {
  text: string;
  start: number;
  end: number;
}

/** Offsets are UTF-16; `text.slice(start, end) === span.text`, without the white space around it. */
export function splitSentences(text: string, language: string | undefined): Span[] {
  const segmenter = new Intl.Segmenter(language ?? 'en', { granularity: 'sentence' });
  const spans: Span[] = [];
  let open: { start: number; end: number } | undefined;
  for (const { segment, index } of segmenter.segment(text)) {
    open = open ? { start: open.start, end: index + segment.length } : { start: index, end: index + segment.length };
    if (ABBREVIATION.test(text.slice(open.start, open.end)) && !segment.includes('\n')) continue;
    push(spans, text, open);
    open = undefined;
  }
  if (open) push(spans, text, open);
  return spans;
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

const HAS_DIGIT = /\d/;

/** False for questions, courtesies and admissions that carry no figure: these need no evidence. */
export function statesSomething(sentence: string): boolean {
  if (HAS_DIGIT.test(sentence)) return true;
  if (/[?？]["»”)]?$/u.test(sentence) || sentence.startsWith('¿')) return false;
  if (!/\p{L}{2}/u.test(sentence)) return false;
  if (ADMISSION.test(sentence)) return false;
  return !(COURTESY.test(sentence.replace(/^[^\p{L}]+/u, '')) && sentence.length <= 120);
}
