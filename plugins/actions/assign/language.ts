/** Which of the product's languages a short text is in, where a few words tell; a guess is worth less than none. */
import { type Language } from 'souffleur/sdk';

const WORDS: Record<Exclude<Language, 'ru'>, RegExp> = {
  en: /^(?:the|and|is|are|you|your|do|does|how|what|when|where|much|can|have|with|for|this|hello|hi|thanks|thank|please|price|want|need|i|my)$/u,
  es: /^(?:el|los|las|es|y|usted|cómo|como|qué|cuánto|cuanto|cuándo|dónde|hola|gracias|precio|quiero|necesito|puede|puedo|tienen|hay|con|un|una|por|favor|el|mi|buenas|buenos|días|cuesta)$/u,
  pt: /^(?:o|os|as|é|e|você|vocês|como|que|quanto|quando|onde|olá|oi|obrigado|obrigada|preço|quero|preciso|pode|posso|têm|tem|com|um|uma|por|favor|não|meu|minha|bom|boa|dia|custa|vocês)$/u,
};
const LETTERS = { es: /[ñ¿¡]/u, pt: /[ãõçêâ]/u } as const;

export function languageOf(text: string): Language | undefined {
  const lower = text.toLowerCase();
  const cyrillic = lower.match(/\p{Script=Cyrillic}/gu)?.length ?? 0;
  const latin = lower.match(/\p{Script=Latin}/gu)?.length ?? 0;
  if (cyrillic > latin) return /[іїєґў]/u.test(lower) ? undefined : 'ru';
  const words = lower.match(/\p{L}+/gu) ?? [];
  const score = (language: keyof typeof WORDS): number =>
    words.filter((word) => WORDS[language].test(word)).length + (language !== 'en' && LETTERS[language].test(lower) ? 2 : 0);
  const [best, next] = (['en', 'es', 'pt'] as const).map((language) => ({ language, score: score(language) })).toSorted((a, b) => b.score - a.score);
  return best && best.score > (next?.score ?? 0) ? best.language : undefined;
}
