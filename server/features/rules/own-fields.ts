/** Fields that cards have without any definition, by their ids in rules. */
import { languageOf } from './language.ts';
import { type KnownField } from './known.ts';

type Words = Record<'en' | 'ru' | 'es' | 'pt', string>;

const FIELDS: readonly (readonly [id: string, type: string, words: Words])[] = [
  ['lead.name', 'text', { en: 'Lead name', ru: 'Название сделки', es: 'Nombre del lead', pt: 'Nome do lead' }],
  ['lead.price', 'numeric', { en: 'Price', ru: 'Бюджет', es: 'Presupuesto', pt: 'Valor' }],
  ['lead.responsibleId', 'user', { en: 'Responsible user', ru: 'Ответственный', es: 'Usuario responsable', pt: 'Usuário responsável' }],
  ['lead.createdAt', 'date_time', { en: 'Created', ru: 'Дата создания', es: 'Fecha de creación', pt: 'Data de criação' }],
  ['lead.updatedAt', 'date_time', { en: 'Last changed', ru: 'Дата изменения', es: 'Última modificación', pt: 'Última alteração' }],
  ['contact.name', 'text', { en: 'Contact name', ru: 'Имя контакта', es: 'Nombre del contacto', pt: 'Nome do contato' }],
  ['contact.phone', 'text', { en: 'Phone', ru: 'Телефон', es: 'Teléfono', pt: 'Telefone' }],
  ['contact.email', 'text', { en: 'E-mail', ru: 'Эл. почта', es: 'Correo electrónico', pt: 'E-mail' }],
  ['company.name', 'text', { en: 'Company name', ru: 'Название компании', es: 'Nombre de la empresa', pt: 'Nome da empresa' }],
];

export const ownFields = (language: string): KnownField[] =>
  FIELDS.map(([id, type, words]) => ({ id, name: words[languageOf(language)], type, of: id.slice(0, id.indexOf('.')), options: [] }));
