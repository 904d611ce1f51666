/**
 * A small dictionary of what a coffee shop is asked, in four languages at once. It is what lets a
 * demo model without any training find a Spanish question's answer in a Russian text.
 */

/** Beginnings of words, without accents. The longest that fits decides. */
const TOPICS: Record<string, string> = {
  delivery:
    'достав привез привоз везёте везете курьер отправ пришл посылк deliver ship courier dispatch arriv parcel parcels entreg frete envi lleg repartidor pedido chega remessa rastre track трек',
  price: 'стоит стоим стоить цен почем почём price cost cuest precio preco custa custo custam valor cheap expensive barat caro дешев дорог much',
  time: 'когда срок дней день дня долго быстро when long day days soon fast weeks cuando dias dia plazo tarda quando prazo demora rapido неделю завтра',
  hours: 'час режим график открыт закрыт работаете скольки hour open clos horario abre abri cierr abert fecha fecham funciona выходн weekend',
  address: 'адрес находит где шоурум магазин метро address where showroom store shop located tienda donde direccion ubica loja onde endereco fica metro',
  contact: 'телефон позвон почт контакт phone email contact telefono correo contato telefone ligar llamar номер mail чат chat',
  payment: 'опла плат карт налич сбп pay card cash pago pagar pagament tarjeta efectivo cartao pix boleto dinheiro bizum paypal bank transfer',
  instalments: 'рассроч кредит instalm credit plazos cuotas financi parcela parcele juros interes interest monthly проценты',
  returns: 'верн возврат сдать return refund devol reembols',
  exchange: 'обмен замен помен exchange swap cambi troca trocar',
  warranty: 'гарант warrant guarantee garant',
  repair: 'ремонт слома почин мастер repair broke fix repar averi consert quebr diagnos поломк tecnico technician',
  machine: 'кофемаш машин machine cafeter cafeteir maquin кофевар start duo pro',
  grinder: 'кофемол жернов grind molin moedor grain pocket помол burr muelas',
  subscription: 'подпис зерн subscri suscri assina grao grano beans roast обжар torra tost',
  discount: 'скид акци discount descuent descont promo bundle набор pack kit дешевле cheaper',
  company: 'компани юрлиц счет счёт invoice compan busines factur empres fatura ндс vat iva nota',
  gift: 'подар сертиф gift regal presente vale-',
  course: 'дегуст курс tasting course cata curso degust learn',
  pickup: 'самовыв collection pick-up pickup recog retir',
  free: 'бесплат free gratis gratuit graca',
  installation: 'установ installat instalac install настро',
  cleaning: 'накип чист промы уход descal limescale clean rinse limpi limpe calcar calc cuidad',
  cancel: 'отмен cancel',
  stock: 'налич stock availab disponib estoque',
  parking: 'парков parking aparca estaciona',
  milk: 'молок капучин cappuccin capuchin milk leche leite латте latte',
  pause: 'пауз pause pausar',
  office: 'офис office oficina escritorio',
  countries: 'стран countr pais paises границ abroad international',
};

/** Names: what an answer must be about when the question says so. */
const NAMES: Record<string, string> = {
  moscow: 'москв moscow moscu moscou',
  petersburg: 'петербург питер спб petersburg petersburgo peterburg',
  kazan: 'казан kazan caza',
  yekaterinburg: 'екатеринбург yekaterinburg ekaterimburgo ecaterimburgo екб',
  novosibirsk: 'новосибирск novosibirsk',
  madrid: 'мадрид madrid madri',
  barcelona: 'барселон barcelona',
  valencia: 'валенси valencia',
  seville: 'севиль seville sevilla sevilha',
  saopaulo: 'паулу paulo sampa',
  rio: 'рио janeiro жанейро',
  curitiba: 'куритиб curitiba',
  recife: 'ресиф recife',
  london: 'лондон london londres',
  manchester: 'манчестер manchester',
  edinburgh: 'эдинбург edinburgh edimburgo',
  belfast: 'белфаст belfast',
  start: 'start старт',
  duo: 'duo дуо',
  pro: 'pro про',
  pocket: 'pocket покет',
};
const CITY_COUNT = 17;

/** Whole words only: too short or too common as beginnings. */
const EXACT = new Set([
  'parcel',
  'parcels',
  'рио',
  'pro',
  'про',
  'duo',
  'дуо',
  'start',
  'старт',
  'caro',
  'iva',
  'vat',
  'ндс',
  'спб',
  'екб',
  'pix',
  'kit',
  'cata',
  'dia',
  'день',
  'дня',
  'day',
  'fica',
  'onde',
  'nota',
  'caza',
  'налич',
  'much',
  'long',
  'cal',
  'счет',
  'shop',
  'ship',
  'pay',
  'card',
  'metro',
  'где',
]);

const SKIPPED = new Set(
  'если if si можно могу какая какой какие какое хочу нужно can could would have has puedo quiero tienen posso quero tem voces me и в во на с со по из за до от для как что это вы мы вас нас у а но или ли же бы не нет да есть мне меня мой ваш the a an is are to of in on at for and or do does you your we our i it be can will with if how what which un una el la los las de del en por para que y o es son se su con al lo me mi a os as um uma do da dos das em no na nos nas e ou que eu seu sua com ao não se'.split(
    ' ',
  ),
);

export const plain = (text: string): string => text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '');

const index = new Map<string, string[]>();
for (const [concept, list] of [...Object.entries(TOPICS), ...Object.entries(NAMES).map(([name, list]) => [`=${name}`, list] as const)]) {
  for (const word of plain(list).split(/\s+/)) index.set(word, [...(index.get(word) ?? []), concept]);
}
const exact = new Set([...EXACT].map(plain));
const skipped = new Set([...SKIPPED].map(plain));
const LONGEST = Math.max(...[...index.keys()].map((word) => word.length));

/** In a fixed order: each has a place of its own in a vector. */
export const concepts: readonly string[] = [...Object.keys(TOPICS), ...Object.keys(NAMES).map((name) => `=${name}`)];
const cities = new Set(
  Object.keys(NAMES)
    .slice(0, CITY_COUNT)
    .map((name) => `=${name}`),
);

export const isName = (concept: string): boolean => concept.startsWith('=');
export const isCity = (concept: string): boolean => cities.has(concept);
export const isSkipped = (word: string): boolean => skipped.has(word);

/** Words of a text: lower case, no accents, at most 5,000. */
export const wordsOf = (text: string): string[] => (plain(text).match(/[\p{L}\p{N}]+/gu) ?? []).slice(0, 5000);

/** What a word (of `wordsOf`) is about. */
export function conceptsOf(word: string): readonly string[] {
  for (let length = Math.min(word.length, LONGEST); length > 1; length -= 1) {
    const beginning = word.slice(0, length);
    const found = index.get(beginning);
    if (found && (length === word.length || !exact.has(beginning))) return found;
  }
  return [];
}

/** Endings differ, beginnings stay. */
export const stem = (word: string): string => (/^\p{N}+$/u.test(word) ? word : word.slice(0, 5));
