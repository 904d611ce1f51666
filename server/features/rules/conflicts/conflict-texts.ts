/** What was found between rules, in words. */
import { type Language } from '../../../sdk/types.ts';
import { type FoundConflict } from './conflicts.ts';

export interface ConflictNames {
  rules: ReadonlyMap<string, string>;
  agents: ReadonlyMap<string, string>;
  /** By id, e.g. `lead.field.811`. */
  fields?: ReadonlyMap<string, string>;
}

interface Words {
  quote: (name: string) => string;
  and: string;
  /** Said of what has no name here. */
  rule: string;
  agent: string;
  fields: Record<'lead.stage' | 'lead.price' | 'lead.responsible' | 'contact.responsible' | 'other', string>;
  sameField: (rules: string, field: string) => string;
  sameTag: (rules: string, tag: string) => string;
  feedsItself: (rule: string) => string;
  cycle: (round: string) => string;
  bothAnswer: (rule: string, agent: string) => string;
  neverReached: (rule: string, above: string) => string;
}

const angled = (name: string): string => `«${name}»`;
const curly = (name: string): string => `“${name}”`;

const WORDS: Record<Language, Words> = {
  en: {
    quote: curly,
    and: 'and',
    rule: 'a rule',
    agent: 'an agent',
    fields: {
      'lead.stage': 'the stage',
      'lead.price': 'the price',
      'lead.responsible': 'the responsible user',
      'contact.responsible': 'the responsible user of the contact',
      other: 'the same field',
    },
    sameField: (rules, field) =>
      `${rules} can run for the same event and write different values: ${field}. Give them conditions that exclude each other, or let the upper one stop the rules below it.`,
    sameTag: (rules, tag) => `${rules} can run for the same event: one adds the tag ${tag}, the other removes it.`,
    feedsItself: (rule) =>
      `${rule} causes the very event it waits for. Souffleur breaks the loop, but add a condition that no longer holds once the rule has run.`,
    cycle: (round) => `These rules start each other in a circle: ${round}. Souffleur breaks the loop, but a condition should end it sooner.`,
    bothAnswer: (rule, agent) => `${rule} answers the customer, and so does ${agent} by itself: the customer may get two answers.`,
    neverReached: (rule, above) => `${rule} never runs: ${above} is above it, holds whenever it does and stops the rules below.`,
  },
  ru: {
    quote: angled,
    and: 'и',
    rule: 'другое правило',
    agent: 'агент',
    fields: {
      'lead.stage': 'этап сделки',
      'lead.price': 'бюджет',
      'lead.responsible': 'ответственный',
      'contact.responsible': 'ответственный за контакт',
      other: 'одно и то же поле',
    },
    sameField: (rules, field) =>
      `${rules} могут сработать на одно событие и записать разное: ${field}. Добавьте условия, которые исключают друг друга, или пусть верхнее правило останавливает нижние.`,
    sameTag: (rules, tag) => `${rules} могут сработать на одно событие: одно добавляет тег ${tag}, другое его убирает.`,
    feedsItself: (rule) =>
      `${rule}: правило само вызывает событие, которого ждёт. Souffleur разорвёт этот круг, но лучше добавить условие, которое после срабатывания уже не выполняется.`,
    cycle: (round) => `Правила запускают друг друга по кругу: ${round}. Souffleur разорвёт этот круг, но лучше завершить его условием.`,
    bothAnswer: (rule, agent) => `${rule}: правило отвечает клиенту, и ${agent} тоже отвечает сам. Клиент может получить два ответа.`,
    neverReached: (rule, above) => `${rule}: правило никогда не сработает. Выше стоит ${above}: оно выполняется в тех же случаях и останавливает правила ниже.`,
  },
  es: {
    quote: angled,
    and: 'y',
    rule: 'otra regla',
    agent: 'un agente',
    fields: {
      'lead.stage': 'la etapa',
      'lead.price': 'el presupuesto',
      'lead.responsible': 'el usuario responsable',
      'contact.responsible': 'el usuario responsable del contacto',
      other: 'el mismo campo',
    },
    sameField: (rules, field) =>
      `${rules} pueden ejecutarse con el mismo evento y escribir valores distintos: ${field}. Añada condiciones que se excluyan entre sí o haga que la regla superior detenga las de abajo.`,
    sameTag: (rules, tag) => `${rules} pueden ejecutarse con el mismo evento: una añade la etiqueta ${tag} y la otra la quita.`,
    feedsItself: (rule) =>
      `${rule} provoca el mismo evento que espera. Souffleur corta el bucle, pero conviene añadir una condición que deje de cumplirse una vez ejecutada la regla.`,
    cycle: (round) => `Estas reglas se activan unas a otras en círculo: ${round}. Souffleur corta el bucle, pero conviene que una condición lo termine antes.`,
    bothAnswer: (rule, agent) => `${rule} responde al cliente y ${agent} también responde por su cuenta: el cliente puede recibir dos respuestas.`,
    neverReached: (rule, above) => `${rule} nunca se ejecuta: ${above} está por encima, se cumple en los mismos casos y detiene las reglas de abajo.`,
  },
  pt: {
    quote: curly,
    and: 'e',
    rule: 'outra regra',
    agent: 'um agente',
    fields: {
      'lead.stage': 'a etapa',
      'lead.price': 'o valor',
      'lead.responsible': 'o usuário responsável',
      'contact.responsible': 'o usuário responsável pelo contato',
      other: 'o mesmo campo',
    },
    sameField: (rules, field) =>
      `${rules} podem rodar com o mesmo evento e gravar valores diferentes: ${field}. Inclua condições que se excluam ou faça a regra de cima interromper as de baixo.`,
    sameTag: (rules, tag) => `${rules} podem rodar com o mesmo evento: uma adiciona a tag ${tag} e a outra a remove.`,
    feedsItself: (rule) =>
      `${rule} provoca o próprio evento que aguarda. O Souffleur interrompe o ciclo, mas vale incluir uma condição que deixe de ser atendida depois que a regra rodar.`,
    cycle: (round) => `Estas regras disparam umas às outras em círculo: ${round}. O Souffleur interrompe o ciclo, mas vale encerrá-lo antes com uma condição.`,
    bothAnswer: (rule, agent) => `${rule} responde ao cliente e ${agent} também responde por conta própria: o cliente pode receber duas respostas.`,
    neverReached: (rule, above) => `${rule} nunca roda: ${above} está acima, vale nos mesmos casos e interrompe as regras de baixo.`,
  },
};

const TAG = /^(?:lead|contact)\.tag\.(?<tag>.+)$/su;

export function conflictText({ kind, ruleIds, agentId, field }: FoundConflict, names: ConflictNames, language: Language): string {
  const words = WORDS[language];
  const named = (name: string | undefined, otherwise: string): string => (name ? words.quote(name) : otherwise);
  const rules = ruleIds.map((id) => named(names.rules.get(id), words.rule));
  const [first = words.rule, second = words.rule] = rules;
  switch (kind) {
    case 'same_field': {
      const both = capital(`${first} ${words.and} ${second}`);
      const tag = TAG.exec(field ?? '')?.groups?.['tag'];
      return tag === undefined ? words.sameField(both, fieldName(field ?? '', names, words)) : words.sameTag(both, words.quote(tag));
    }
    case 'feeds_itself':
      return capital(words.feedsItself(first));
    case 'cycle':
      return words.cycle([...rules, first].join(' → '));
    case 'both_answer':
      return capital(words.bothAnswer(first, named(names.agents.get(agentId ?? ''), words.agent)));
    case 'never_reached':
      return capital(words.neverReached(second, first));
  }
}

function fieldName(field: string, { fields }: ConflictNames, { fields: own, quote }: Words): string {
  if (field in own) return own[field as keyof Words['fields']];
  const name = fields?.get(field);
  return name ? quote(name) : own.other;
}

const capital = (text: string): string => `${text.charAt(0).toLocaleUpperCase()}${text.slice(1)}`;
