export interface Country {
  language: 'en' | 'ru' | 'es' | 'pt';
  /** Before a number of so many digits as `first` has. */
  prefix: string;
  first: number;
  cities: readonly string[];
  first_names: readonly string[];
  last_names: readonly string[];
}

const words = (text: string): string[] => text.split(' ');

/** Names and towns a made-up person may have; the phones are of ranges that lie near each other. */
export const COUNTRIES: readonly Country[] = [
  {
    language: 'en',
    prefix: '+4477',
    first: 20_100_000,
    cities: words('London Leeds Bristol Manchester Glasgow York Cardiff Brighton'),
    first_names: words('Amelia Oliver Isla George Freya Harry Poppy Jack Ella Noah Ruby Leo Grace Arthur Lily Oscar Alice Theo'),
    last_names: words('Smith Jones Taylor Brown Wilson Evans Walker Wright Hall Green Baker Clarke Hughes Ward Cooper Morris'),
  },
  {
    language: 'ru',
    prefix: '+791',
    first: 60_100_000,
    cities: words('Москва Казань Самара Пермь Уфа Омск Тверь Воронеж'),
    first_names: words('Никита Артём Илья Максим Егор Кирилл Роман Тимур Саша Женя'),
    last_names: words('Лебеденко Коваленко Бондаренко Черных Седых Белых Шевчук Мельник Ткачук Савченко Дмитренко Гайдай'),
  },
  {
    language: 'es',
    prefix: '+346',
    first: 12_100_000,
    cities: words('Madrid Valencia Sevilla Bilbao Málaga Zaragoza Murcia Gijón'),
    first_names: words('Lucía Hugo Martina Pablo Sofía Álvaro Paula Diego Carla Adrián Elena Javier Nuria Sergio Irene Raúl'),
    last_names: words('García Martínez López Sánchez Pérez Gómez Ruiz Díaz Moreno Muñoz Álvarez Romero Navarro Torres Gil Serrano'),
  },
  {
    language: 'pt',
    prefix: '+55119',
    first: 40_100_000,
    cities: ['São Paulo', 'Recife', 'Curitiba', 'Salvador', 'Fortaleza', 'Santos', 'Natal', 'Campinas'],
    first_names: words('Ana João Beatriz Pedro Mariana Lucas Larissa Gabriel Camila Rafael Júlia Felipe Bruna Thiago Letícia Caio'),
    last_names: words('Silva Santos Oliveira Souza Lima Pereira Costa Ferreira Rodrigues Almeida Carvalho Ribeiro Martins Rocha'),
  },
];
